"""Pre-check lists as documents: what is wrong with one, and what is missing before a unit may travel."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.repairs.queries.prechecks import shipped
from network.repairs.rules.prechecks import (
    MOST_STEPS,
    STEP_LEFT_OUT,
    STEP_NEEDED,
    PrecheckDocument,
    PrechecksUnreadable,
    Step,
    Tick,
    gaps,
    validate_prechecks,
)
from network.repairs.schemas.prechecks import (
    dump_prechecks,
    keep_prechecks,
    keep_ticks,
    kept_prechecks,
    kept_ticks,
    load_prechecks,
    take_prechecks,
)
from network.sites.rules.criteria import LocalText

WORDS = LocalText("Charge it", "充电")
LIST = load_prechecks(shipped())


def step(key: str = "battery", **said: Any) -> Step:
    return replace(Step(key=key, label=WORDS, help=WORDS, catches=WORDS, optional=False), **said)


def document(*steps: Step) -> PrecheckDocument:
    return PrecheckDocument(title=WORDS, steps=steps)


def test_the_list_that_ships_is_sound_and_written_as_we_write_lists() -> None:
    assert validate_prechecks(LIST) == []
    assert dump_prechecks(LIST) == shipped()
    assert len(LIST.steps) == 10
    assert {each.key for each in LIST.steps if each.optional} == {"network", "memory", "firmware", "accessories"}


@pytest.mark.parametrize(
    ("faulty", "places"),
    [
        (document(), {"steps": "no_steps"}),
        (document(step("Battery")), {"steps[0].key": "bad_code"}),
        (document(step("x" * 41)), {"steps[0].key": "bad_code"}),
        (document(step(), step()), {"steps": "repeated"}),
        (document(step(help=LocalText("Charge it", " "))), {"steps[0].help.zh_CN": "blank"}),
        (document(step(catches=LocalText("", "充电"))), {"steps[0].catches.en": "blank"}),
        (document(*(step(f"s{place}") for place in range(MOST_STEPS + 1))), {"steps": "too_many_steps"}),
    ],
)
def test_what_is_wrong_is_named_with_its_place(faulty: PrecheckDocument, places: dict[str, str]) -> None:
    assert {problem.path: problem.code for problem in validate_prechecks(faulty)} == places


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title: x", "title"),
        ("steps: battery", "steps"),
        (shipped().replace("key: battery", "key: 7"), "steps[0].key"),
        (shipped().replace("optional: true", "optional: maybe", 1), "steps[5].optional"),
        (shipped().replace("  help:", "  advice:", 1), "steps[0].advice"),
    ],
)
def test_a_text_of_another_form_is_refused_with_every_place(text: str, place: str) -> None:
    with pytest.raises(PrechecksUnreadable) as refused:
        load_prechecks(text)
    assert place in refused.value.fields


def test_a_program_that_sends_nonsense_is_told_where() -> None:
    with pytest.raises(PrechecksUnreadable) as refused:
        take_prechecks({"title": {"en": "a"}, "steps": [], "product": "x"})
    assert set(refused.value.fields) == {"title.zh_CN", "product"}


def test_a_step_that_applies_to_every_unit_cannot_be_left_out() -> None:
    checked = document(step("battery"), step("network", optional=True))
    left_out = Tick(done=False)
    assert gaps(checked, {"battery": Tick(done=True), "network": left_out}) == {}
    assert gaps(checked, {"battery": left_out, "network": left_out}) == {"battery": STEP_NEEDED}
    assert gaps(checked, {"reset": Tick(done=True)}) == {"battery": STEP_LEFT_OUT, "network": STEP_LEFT_OUT}


@given(st.dictionaries(st.sampled_from([*LIST.keys, "other"]), st.booleans()))
def test_a_unit_may_travel_only_when_every_step_is_answered(said: dict[str, bool]) -> None:
    missing = gaps(LIST, {key: Tick(done=done) for key, done in said.items()})
    assert set(missing) == {
        each.key for each in LIST.steps if each.key not in said or not (said[each.key] or each.optional)
    }


@given(
    st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=5),
    st.dictionaries(st.text(max_size=8), st.tuples(st.booleans(), st.text(max_size=20))),
)
def test_whatever_people_write_is_kept_as_it_is(texts: list[str], said: dict[str, tuple[bool, str]]) -> None:
    written = document(*(step(f"s{at}", label=LocalText(text, text)) for at, text in enumerate(texts)))
    assert load_prechecks(dump_prechecks(written)) == written
    assert kept_prechecks(keep_prechecks(written)) == written
    ticks = {key: Tick(done, note) for key, (done, note) in said.items()}
    assert kept_ticks(keep_ticks(ticks)) == ticks


def test_a_step_is_found_by_its_key() -> None:
    assert LIST.step("reset").catches.zh_CN == "机器死机，复位即可恢复"
    with pytest.raises(KeyError):
        replace(LIST, steps=()).step("reset")
