"""Numbers of certificates: how they are typed, and which slips are found."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.sites.rules.certificate_numbers import ALPHABET, check_character, new_number, normalised, written

bodies = st.text(ALPHABET, min_size=12, max_size=12)


def test_a_number_is_written_in_groups_and_none_is_made_twice() -> None:
    made = {new_number() for _time in range(2000)}
    assert len(made) == 2000
    assert all(re.fullmatch(r"SM-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]", number) for number in made)
    assert all(len(number) <= 20 for number in made)


@given(bodies)
def test_case_spaces_and_hyphens_do_not_matter(body: str) -> None:
    number = written(body + check_character(body))
    for typed in (number, number.lower(), number.replace("-", " "), f"  {number} ", number.removeprefix("SM-")):
        assert normalised(typed) == number


@given(bodies, st.integers(0, 12), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(body: str, place: int, other: str) -> None:
    characters = body + check_character(body)
    if characters[place] != other:
        assert normalised(written(characters[:place] + other + characters[place + 1 :])) is None


@given(bodies, st.integers(0, 12), st.integers(0, 12))
def test_two_characters_that_were_swapped_are_found(body: str, one: int, other: int) -> None:
    characters = list(body + check_character(body))
    characters[one], characters[other] = characters[other], characters[one]
    swapped = "".join(characters)
    if swapped != body + check_character(body):
        assert normalised(written(swapped)) is None


@pytest.mark.parametrize(
    "typed", ["", "SM", "SM-", "\0", "SM-7K3Q-9F2M-X", "SM-OOOO-OOOO-OOOO-O", "７" * 13, "x" * 9999]
)
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert normalised(typed) is None


@given(st.text())
def test_anything_may_be_typed(typed: str) -> None:
    found = normalised(typed)
    assert found is None or normalised(found) == found
