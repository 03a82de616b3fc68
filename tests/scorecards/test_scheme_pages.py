"""The editor of schemes in a browser without scripts: every part is written, everything wrong is told at once."""

import re
from html import unescape
from typing import Any
from uuid import UUID

import httpx
import pytest

from network.foundation.access import Role
from network.foundation.clock import now
from network.foundation.periods import Quarter
from network.scorecards.commands.drafts import start_draft, submit_draft, write_draft
from network.scorecards.commands.runs import compute, publish
from network.scorecards.queries.drafts import Draft, read_draft
from network.scorecards.queries.schemes import shipped
from network.scorecards.rules.document import dump_scheme, load_scheme
from tests.factory import HQ, NOW
from tests.scorecards.season import Q3
from tests.scorecards.test_drafts import AUTHOR, TODAY, changed
from tests.served import Browse, Browser, MakePerson, text_of

SCHEMES = "/scorecards/schemes"
COMING = str(Quarter.of(now().date()).shift(2))


@pytest.fixture
async def writer(browse: Browse, person: MakePerson, quarter: dict[str, int]) -> Browser:
    """A manager of headquarters, signed in."""
    await person("hua@example.com", Role.HQ_MANAGER)
    browser = browse()
    await browser.sign_in("hua@example.com")
    return browser


async def send(browser: Browser, path: str, **fields: Any) -> httpx.Response:
    return await browser.post(path, data={"_csrf": await browser.csrf(), **fields})


def fields_of(page: httpx.Response, form: str = "") -> dict[str, str]:
    """What the form at this address would send as it stands."""
    part = page.text if not form else page.text[page.text.index(form) :]
    found = {}
    for tag in re.findall(r"<input [^>]*>", part):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag and 'type="file"' not in tag:
            found[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', part, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: unescape(value) for name, value in found.items()}


async def draft_by(browser: Browser) -> str:
    """The address of a fresh draft."""
    answer = await send(browser, f"{SCHEMES}/repairs-only/1/draft")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def kept(path: str) -> Draft:
    return await read_draft(AUTHOR, UUID(path.rpartition("/")[2]))


async def test_a_draft_is_begun_and_every_part_of_it_is_written(writer: Browser) -> None:
    path = await draft_by(writer)
    page = await writer.get(path)
    assert "Name the quarter from which this version judges" in text_of(page)
    heading = fields_of(await writer.get(f"{path}/heading"), f'action="{path}/heading"')
    heading |= {"name": "Repairs and calm", "effective_from": COMING, "min_coverage": "50", "reporting_duty": "yes"}
    assert (await send(writer, f"{path}/heading", **heading)).headers["location"] == path
    first = await writer.get(f"{path}/criterion?place=0")
    criterion = fields_of(first, f'method="post" action="{path}/criterion"')
    assert (criterion["weight"], criterion["value_0"], criterion["points_1"]) == ("40", "60", "60")
    criterion |= {"weight": "39.99", "value_1": "85"}
    await send(writer, f"{path}/criterion", **criterion)
    scheme = (await kept(path)).scheme
    assert (scheme.name.en, scheme.effective_from, scheme.reporting_duty) == ("Repairs and calm", COMING, True)
    assert (scheme.criteria[0].weight, str(scheme.criteria[0].curve[1].value)) == (3999, "0.85")
    assert "99.99%: 0.01% are missing" in text_of(await writer.get(path))


async def test_criteria_conditions_and_standings_come_and_go(writer: Browser) -> None:
    path = await draft_by(writer)
    new = fields_of(
        await writer.get(f"{path}/criterion?metric=audit_score"), f'method="post" action="{path}/criterion"'
    )
    await send(writer, f"{path}/criterion", **new | {"weight": "10"})
    gate = fields_of(await writer.get(f"{path}/gate?metric=no_fault_return_rate"), f'action="{path}/gate" data')
    told = {"value": "38", "cap": "three_star", "reason": "Too many returns", "reason_zh": "退回过多"}
    answer = await send(writer, f"{path}/gate", **gate | told)
    assert answer.headers["location"] == f"{path}#gates"
    certified = fields_of(await writer.get(f"{path}/gate?metric=certification"), f'action="{path}/gate" data')
    await send(writer, f"{path}/gate", **certified | {"cap": "unrated", "reason": "None", "reason_zh": "无"})
    standings = fields_of(await writer.get(f"{path}/standings"), f'action="{path}/standings"')
    emptied = {name: "" for name in standings if name.endswith("_3")}
    await send(writer, f"{path}/standings", **standings | emptied)
    scheme = (await kept(path)).scheme
    assert [each.code for each in scheme.criteria][-1] == "audit_score"
    assert [(each.code, each.cap) for each in scheme.gates] == [
        ("no_fault_return_rate", "three_star"),
        ("certification", "unrated"),
    ]
    assert [each.code for each in scheme.standings] == ["five_star", "four_star", "three_star", "fail"]
    page = text_of(await writer.get(path))
    assert "No-fault returns to HQ ≥ 38.0%" in page
    removed = fields_of(await writer.get(f"{path}/criterion?place=4"), f'method="post" action="{path}/criterion"')
    await send(writer, f"{path}/criterion", **removed | {"remove": "yes"})
    assert len((await kept(path)).scheme.criteria) == 4


async def test_what_cannot_be_read_is_told_at_its_field_and_stays_typed(writer: Browser) -> None:
    path = await draft_by(writer)
    typed = fields_of(await writer.get(f"{path}/criterion?place=0"), f'method="post" action="{path}/criterion"')
    typed |= {"weight": "forty", "value_1": "8o", "min_sample": "1.5"}
    answer = await send(writer, f"{path}/criterion", **typed)
    assert answer.status_code == 422
    for field in ("weight", "value_1", "min_sample"):
        assert f'href="#field-{field}"' in answer.text
    assert 'value="forty"' in answer.text
    assert 'value="8o"' in answer.text
    assert (await kept(path)).scheme.criteria[0].weight == 4000


async def test_problems_lead_to_the_fields_in_which_they_are_put_right(writer: Browser) -> None:
    path = await draft_by(writer)
    draft = await kept(path)
    first, second, *rest = draft.scheme.criteria
    flat = second.curve[0]._replace(value=second.curve[1].value)
    broken = [
        first.model_copy(update={"weight": first.weight - 1, "metric": "unheard_of"}),
        second.model_copy(update={"curve": (flat, *second.curve[1:])}),
        *rest,
    ]
    await write_draft(AUTHOR, draft.id, draft.scheme.model_copy(update={"criteria": tuple(broken)}), None)
    page = await writer.get(path)
    links = dict.fromkeys(re.findall(rf'<li><a href="{path}([^"]*)">', page.text))
    assert list(links) == [
        "#criteria",
        "/criterion?place=0#field-metric",
        "/criterion?place=1#field-value_1",
        "/heading#field-effective_from",
    ]
    assert "They must sum to 10000" in text_of(page) or "9999" in text_of(page)


async def test_weights_are_set_and_summed_while_they_are_typed(writer: Browser) -> None:
    path = await draft_by(writer)
    typed = {"weight_0": "40", "weight_1": "30", "weight_2": "20", "weight_3": "9.99"}
    answer = await writer.get(f"{path}/weights/sum", params=typed)
    assert text_of(answer).strip() == "The weights sum to 99.99%: 0.01% are missing."
    assert "too much" in text_of(await writer.get(f"{path}/weights/sum", params=typed | {"weight_3": "10.01"}))
    assert "sum to 100%" in text_of(await writer.get(f"{path}/weights/sum", params=typed | {"weight_3": "10"}))
    assert "is a number" in text_of(await writer.get(f"{path}/weights/sum", params=typed | {"weight_3": "ten"}))
    await send(writer, f"{path}/weights", **typed, version="1", down="0")
    codes = [each.code for each in (await kept(path)).scheme.criteria]
    assert codes[:2] == ["no_fault_return_rate", "repair_within_target"]
    refused = await send(writer, f"{path}/weights", **typed | {"weight_3": "9.999"}, version="2")
    assert refused.status_code == 422
    assert 'value="9.999"' in refused.text


async def test_a_curve_is_drawn_over_the_last_published_quarter(writer: Browser) -> None:
    path = await draft_by(writer)
    assert "No quarter is published yet" in text_of(await writer.get(f"{path}/criterion?place=0"))
    await compute(HQ, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, NOW)
    drawn = await writer.get(
        f"{path}/curve",
        params={"metric": "repair_within_target", "value_0": "60", "points_0": "0", "value_1": "x", "points_1": "9"},
    )
    assert "the 2 sites with a value lay in Q3 2026" in text_of(drawn)
    assert drawn.text.count("<circle") == 1
    other = await writer.get(f"{path}/curve", params={"metric": "repair_within_target", "param_target_hours": "7"})
    assert "was not measured so" in text_of(other)


async def test_a_draft_goes_out_as_yaml_and_comes_back_the_same(writer: Browser) -> None:
    path = await draft_by(writer)
    before = (await kept(path)).scheme
    file = await writer.get(f"{path}/scheme.yaml")
    assert load_scheme(file.text) == before
    csrf = await writer.csrf()
    sent = {"file": ("scheme.yaml", file.content, "application/yaml")}
    answer = await writer.post(f"{path}/text", data={"_csrf": csrf, "version": "1", "document": ""}, files=sent)
    assert answer.status_code == 303
    assert (await kept(path)).scheme == before
    version = await writer.get(f"{SCHEMES}/repairs-only/1/scheme.yaml")
    assert load_scheme(version.text) == load_scheme(shipped()["repairs-only"])


async def test_a_document_that_is_none_is_refused_with_its_line_or_field_and_kept(writer: Browser) -> None:
    path = await draft_by(writer)
    sound = dump_scheme(load_scheme(shipped()["repairs-only"]))
    for document, told in (
        ("a: &a [1]\nb: *a\n", "Line 2 refers to another place"),
        ("code: one\ncode: two\n", "Line 2 names a field that was given before"),
        ("code: [", "cannot be read as YAML"),
        ("[" * 40, "Line 1"),
        ("code: x\n" * 20_000, "at most 100000 characters"),
        (sound.replace("weight: 4000", "weight: a lot"), "criteria[0].weight"),
        (sound.replace("code: repairs-only", "code: other"), "its code stays"),
    ):
        answer = await send(writer, f"{path}/text", version="1", document=document)
        assert answer.status_code == 422
        assert told in text_of(answer)
        assert document.splitlines()[0][:20] in answer.text.replace("&amp;", "&")


async def test_a_second_person_compares_and_approves_and_the_author_cannot(
    writer: Browser, browse: Browse, person: MakePerson
) -> None:
    path = await draft_by(writer)
    draft = await kept(path)
    await send(writer, f"{path}/weights", weight_0="35", weight_1="35", weight_2="20", weight_3="10", version="1")
    heading = fields_of(await writer.get(f"{path}/heading"), f'action="{path}/heading"')
    await send(writer, f"{path}/heading", **heading | {"effective_from": COMING})
    page = await writer.get(path)
    version = fields_of(page, f'action="{path}/submit"')["version"]
    await send(writer, f"{path}/submit", version=version)
    page = await writer.get(path)
    assert "It waits for somebody else" in text_of(page)
    version = fields_of(page, f'action="{path}/take-back"')["version"]
    own = await send(writer, f"{path}/approve", version=version)
    assert (own.status_code, "does not approve it" in text_of(own)) == (409, True)
    await person("second@example.com")
    second = browse()
    await second.sign_in("second@example.com")
    assert "Waits for approval" in text_of(await second.get(SCHEMES))
    changes = text_of(await second.get(f"{path}/changes"))
    assert "40.00%" in changes
    assert "35.00%" in changes
    done = await send(second, f"{path}/approve", version=version)
    assert done.headers["location"] == f"{SCHEMES}/repairs-only/2"
    assert "Start a draft" in text_of(await second.get(f"{SCHEMES}/repairs-only/2"))
    assert (await kept(path)).id == draft.id


async def test_a_draft_is_turned_down_with_a_reason_that_its_author_reads(writer: Browser) -> None:
    draft = await start_draft(AUTHOR, "repairs-only", 1, TODAY)
    await write_draft(AUTHOR, draft.id, changed(draft.scheme), None)
    await submit_draft(AUTHOR, draft.id, None, TODAY)
    path = f"/scorecards/scheme-drafts/{draft.id}"
    assert (await send(writer, f"{path}/reject", version="3", reason="")).status_code == 422
    assert (await send(writer, f"{path}/reject", version="3", reason="Too harsh.")).status_code == 303
    assert "Too harsh." in text_of(await writer.get(path))
    for part in ("heading", "standings", "text", "criterion?place=0"):
        assert (await writer.get(f"{path}/{part}")).status_code == 409
