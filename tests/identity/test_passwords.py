"""What is taken as a password, and changing one's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.identity.passwords import password_fault
from network.identity.rules import passwords as rules

EMAIL, NAME = "hua.zhang@example.com", "Hua Zhang 张华"


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("four words will do", True),
        ("没有人会猜到的一句很长的话", True),
        ("twelve chars", True),
        ("eleven char", False),
        ("abcd" * 64, True),
        ("x" * 257, False),
        ("abababababab", False),
        ("Hua.Zhang@Example.com", False),
        ("zhanghua1234567", False),
        ("Northline2026!", False),
        ("北辰服务网络2026年9月", False),
        ("servicemark-servicemark", False),
        ("my northern line is never late", True),
        ("123456789012", False),
        ("PASSWORD12345", False),
        ("qwertyuiop123", False),
    ],
)
def test_a_password_is_judged_by_its_length_and_by_who_would_guess_it(password: str, taken: bool) -> None:
    assert (password_fault(password, EMAIL, NAME) is None) == taken


@given(st.text(alphabet="abcdefghij 0123456789-é华", min_size=12, max_size=256).filter(lambda text: len(set(text)) > 9))
def test_no_rule_of_composition_refuses_a_password(text: str) -> None:
    letters = sum(character.isalnum() for character in rules.normal_password(text))
    assert (rules.password_fault(text, ()) is None) == (letters >= rules.LEAST_OF_ONES_OWN)


def test_a_stolen_password_is_known_in_capitals_too() -> None:
    for stolen in ("iloveyou1234", "ILOVEYOU1234"):
        assert password_fault(stolen, EMAIL) == rules.BREACHED


def test_made_passwords_are_taken_and_never_the_same() -> None:
    made = {rules.made_password() for _ in range(200)}
    assert len(made) == 200
    assert all(password_fault(password, "a@example.com") is None for password in made)


def test_a_composed_and_a_decomposed_accent_are_one_password() -> None:
    assert rules.normal_password("cafe\u0301") == rules.normal_password("caf\u00e9")
