"""Nobody overwrites what somebody else has changed meanwhile: If-Match for programs, a hidden field for people."""

from typing import Any

import pytest
from litestar import Litestar, Response, get, put
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency, Provide

from network.app import create_app
from network.foundation.i18n import reading
from network.foundation.settings import Settings
from network.web.guards import public
from network.web.versions import (
    PreconditionFailed,
    VersionNeeded,
    check_version,
    differences,
    if_match,
    version_of,
    versioned,
)
from tests.served import Browse, text_of

THEIRS = {"name": "Bund", "phone": ""}


@get("/record", guards=[public], include_in_schema=False)
async def read() -> Response[dict[str, str]]:
    return versioned({"name": "Bund"}, 4)


@put(
    "/record",
    guards=[public],
    include_in_schema=False,
    opt={"csrf": "origin"},
    dependencies={"version": Provide(if_match, sync_to_thread=False)},
)
async def change(version: NamedDependency[int | None]) -> Response[dict[str, str]]:
    check_version(version, 4, THEIRS)
    return versioned({"name": "Pudong"}, 5)


@pytest.fixture(scope="module")
def app() -> Litestar:
    app = create_app(Settings())
    for route in (read, change):
        app.register(route)
    return app


@pytest.mark.parametrize("sent", ['"4"', 'W/"4"', "*", ' "4" '])
async def test_a_change_of_the_present_version_is_taken(browse: Browse, sent: str) -> None:
    assert (await browse().get("/record")).headers["etag"] == '"4"'
    answer = await browse().put("/record", headers={"if-match": sent})
    assert (answer.status_code, answer.headers["etag"]) == (200, '"5"')


async def test_a_change_of_an_older_version_is_refused_with_both(browse: Browse) -> None:
    answer = await browse().put("/record", headers={"if-match": '"3"', "accept": "application/json"})
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, told["code"]) == (412, "changed_meanwhile")
    assert (told["sent"], told["current"], told["theirs"]) == (3, 4, THEIRS)
    page = await browse().put("/record", headers={"if-match": '"3"'})
    assert "This was changed while you had it open" in text_of(page)


@pytest.mark.parametrize("sent", ["", "4", '"four"', '"0"', '"4", "5"', '"' + "9" * 11 + '"'])
async def test_a_change_that_names_no_version_is_refused(browse: Browse, sent: str) -> None:
    headers = {"accept": "application/json"} | ({"if-match": sent} if sent else {})
    answer = await browse().put("/record", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (428, "version_needed")


@pytest.mark.parametrize("form", [{}, {"version": ""}, {"version": "x"}, {"version": "-1"}, {"version": "٣"}])
def test_a_form_without_its_version_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(VersionNeeded):
        version_of(FormMultiDict(form))


def test_a_form_carries_the_version_that_it_was_made_from() -> None:
    assert version_of(FormMultiDict({"version": "12"})) == 12


def test_only_fields_that_differ_are_shown() -> None:
    labels = {"name": "Name", "phone": "Phone", "city": "City", "note": "Note"}
    rows = differences(labels, {"name": "A", "phone": "1", "note": None}, {"name": "B", "phone": "1", "note": ""})
    assert rows == [{"field": "name", "label": "Name", "yours": "A", "theirs": "B"}]


def test_the_refusal_says_both_versions_in_both_languages() -> None:
    refusal = PreconditionFailed(3, 4)
    for code in ("en", "zh_CN"):
        with reading(code):
            assert "3" in refusal.text()
            assert "4" in refusal.text()
