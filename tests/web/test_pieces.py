"""The small pure pieces: local paths, navigation, words for what is wrong, lines of the log."""

import json
import logging
import sys
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.types import HTTPScope
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from network.foundation.access import Actor, Permission, Role
from network.foundation.i18n import reading
from network.foundation.settings import Settings
from network.web.logs import JsonLines, PlainLines
from network.web.navigation import Entry, navigation_of
from network.web.paths import local_path, login_path
from network.web.requests import HouseRequest, sender_of
from network.web.validation import field_errors, form_errors


@pytest.mark.parametrize("path", ["/sites", "/sites?q=a&page=2", "/sites/SH%2001", "/a//b", "/@evil.example"])
def test_a_path_of_this_host_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        *(None, "", "sites", "//evil.example", "/\\evil.example", "\\\\evil.example", "http://x", "/a\r\nb", "/a b"),
        *("/login", "/login?next=/x", "/logout", "/a\\..", "/" + "x" * 3000, "///x", "/\x00", "/\t/x", "/\x80"),
    ],
)
def test_any_other_leads_home(path: str | None) -> None:
    assert local_path(path) == "/"


@given(st.text())
def test_whatever_is_asked_for_stays_on_this_host(wanted: str) -> None:
    kept = local_path(wanted)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))
    assert kept.isprintable()
    assert login_path(wanted).startswith("/login")


NAVIGATION = (
    Entry("Home", "/home", "home", Permission.READ_SCORECARDS, 10),
    Entry("Imports", "/imports", "upload", Permission.IMPORT_RECORDS, 40),
    Entry("Scorecards", "/scorecards", "award", Permission.COMPARE_SITES, 20),
    Entry("Runs", "/scorecards/runs", "table", Permission.COMPUTE_SCORECARDS, 30),
)


@pytest.mark.parametrize(
    ("role", "sites", "shown"),
    [
        (Role.HQ_ADMINISTRATOR, None, ["Home", "Scorecards", "Runs", "Imports"]),
        (Role.HQ_MANAGER, frozenset({1}), ["Home", "Scorecards", "Imports"]),
        (Role.SITE_OPERATOR, frozenset({1}), ["Home", "Imports"]),
        (Role.EXECUTIVE, None, ["Home", "Scorecards"]),
        (Role.AUDITOR, frozenset(), []),
    ],
)
def test_navigation_shows_what_the_role_may_use(role: Role, sites: frozenset[int] | None, shown: list[str]) -> None:
    lines = navigation_of(NAVIGATION, Actor(role, "x", sites=sites), "/")
    assert [line["label"] for line in lines] == shown


@pytest.mark.parametrize(
    ("path", "active"),
    [("/scorecards", "Scorecards"), ("/scorecards/7", "Scorecards"), ("/scorecards/runs/2", "Runs"), ("/scores", None)],
)
def test_navigation_marks_the_nearest_line(path: str, active: str | None) -> None:
    lines = navigation_of(NAVIGATION, Actor(Role.HQ_ADMINISTRATOR, "x", sites=None), path)
    assert [line["label"] for line in lines if line["active"]] == ([active] if active else [])


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=3, max_length=5)
    role: Role
    on: date
    share: Decimal = Field(le=1, max_digits=20)
    count: int
    many: list[int] = Field(max_length=2)


def test_each_field_says_what_is_wrong_with_it_in_the_readers_language() -> None:
    sent = {
        "name": "ab",
        "role": "king",
        "on": "31/02/2026",
        "share": "2",
        "count": "x",
        "many": [1, "y", 3],
        "more": 1,
    }
    with pytest.raises(ValidationError) as refused:
        Form.model_validate(sent)
    english = field_errors(refused.value.errors())
    assert english["name"] == "At least 3 characters are needed."
    assert english["on"] == "A date such as 2026-09-30 is expected."
    assert english["share"] == "This must be at most 1."
    assert english["more"] == "There is no field of this name."
    assert "'auditor'" in english["role"]
    assert {"count", "many.1"} <= set(english) or "many" in english
    with reading("zh_CN"):
        chinese = field_errors(refused.value.errors())
    assert set(chinese) == set(english)
    assert all(chinese[name] != english[name] for name in english)


def test_a_field_of_a_form_that_was_left_empty_says_what_to_do() -> None:
    left = dict.fromkeys(("name", "role", "on", "share", "count"), "") | {"many": [1]}
    with pytest.raises(ValidationError) as refused:
        Form.model_validate(left)
    told = form_errors(dict(each) for each in refused.value.errors())
    assert told == {
        "name": "At least 3 characters are needed.",
        "role": "Choose one of these.",
        "on": "Fill this in.",
        "share": "Fill this in.",
        "count": "Fill this in.",
    }


def test_what_was_sent_is_not_repeated() -> None:
    with pytest.raises(ValidationError) as refused:
        Form.model_validate({"name": "hunter2 is my password"})
    assert "hunter2" not in str(field_errors(refused.value.errors()))


def a_request(peer: str, forwarded: str = "") -> HouseRequest:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope: HTTPScope = {"type": "http", "client": (peer, 1), "headers": headers, "state": {}}  # type: ignore[typeddict-item]
    return HouseRequest(scope)


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxy", "address"),
    [
        ("10.0.0.1", "", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "10.0.0.2", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        ("10.0.0.1", "8.8.8.8, 203.0.113.9", "10.0.0.1", "203.0.113.9"),
        ("10.0.0.1", "nonsense", "10.0.0.1", "unknown"),
        ("::ffff:10.0.0.1", "", "", "10.0.0.1"),
        ("2001:db8:1:2:aaaa::1", "", "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "", "", "2001:db8:1:2::/64"),
        ("", "", "", "unknown"),
    ],
)
def test_a_forwarded_address_is_believed_from_the_named_proxy_only(
    peer: str, forwarded: str, proxy: str, address: str
) -> None:
    assert sender_of(a_request(peer, forwarded), Settings(trusted_proxy=proxy)).address == address


@pytest.mark.parametrize("form", [JsonLines(), PlainLines()])
def test_a_line_about_a_failure_says_where_it_was_and_not_what_was_typed(form: logging.Formatter) -> None:
    typed = "a customer's name"
    try:
        int(typed)
    except ValueError:
        record = logging.LogRecord("network", logging.ERROR, "", 0, "work failed", (), sys.exc_info())
    line = form.format(record)
    assert "ValueError" in line
    assert "test_pieces.py" in line
    assert "customer" not in line


def test_a_line_of_the_log_is_one_json_object() -> None:
    record = logging.LogRecord("servicemark.access", logging.INFO, "", 0, "GET", (), None)
    record.facts = {"route": "/sites/{code:str}", "status": 200}
    line = json.loads(JsonLines().format(record))
    assert (line["message"], line["route"], line["status"], line["level"]) == ("GET", "/sites/{code:str}", 200, "info")
    assert "\n" not in JsonLines().format(record)
    assert PlainLines().format(record).endswith("info GET route=/sites/{code:str} status=200")
