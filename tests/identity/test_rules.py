import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.access import Role
from network.identity.rules import accounts as rules


@pytest.mark.parametrize("text", ["a@b", "hua.zhang+q3@example.com", "张华@例子.中国"])
def test_an_email_address_has_two_sides(text: str) -> None:
    assert re.fullmatch(rules.EMAIL, text)


@pytest.mark.parametrize("text", ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\x00", "a\n@b", "a" * 65 + "@b"])
def test_other_texts_are_no_email_addresses(text: str) -> None:
    assert not re.fullmatch(rules.EMAIL, text)


@given(st.text(max_size=40))
def test_an_email_address_has_one_spelling(text: str) -> None:
    once = rules.normal_email(text)
    assert rules.normal_email(once) == once
    assert rules.normal_email(f"  {text} ") == once


@pytest.mark.parametrize(
    ("whole_network", "regions", "sites", "kind"),
    [
        (True, 0, 0, "whole_network"),
        (False, 2, 0, "regions"),
        (False, 0, 3, "sites"),
        (False, 0, 0, "nothing"),
        (True, 1, 0, None),
        (False, 1, 1, None),
    ],
)
def test_a_scope_is_of_one_kind(whole_network: bool, regions: int, sites: int, kind: str | None) -> None:
    assert rules.scope_kind(whole_network=whole_network, regions=regions, sites=sites) == kind


def test_every_role_has_a_scope() -> None:
    assert set(rules.SCOPES) == set(Role)


def test_a_token_is_long_and_kept_as_a_digest_only() -> None:
    token = rules.new_token()
    assert len(token) >= 43
    assert token.encode() not in rules.digest(token)
    assert len(rules.digest("\udc80")) == 32
