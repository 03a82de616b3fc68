"""A checklist as plain texts by field: in forms, in workbooks and as YAML, out and back in."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from network.audits.checklist_workbook import QUESTIONS, SECTIONS, WHOLE, read_workbook, write_workbook
from network.audits.errors.checklists import BadChecklistForm
from network.audits.pages.checklist_labels import LINE_LABELS
from network.audits.queries.checklists import shipped
from network.audits.rules.checklist_problems import ChecklistUnreadable
from network.audits.rules.checklists import ChecklistDocument, Choice, Condition, Question
from network.audits.schemas.checklist_lines import (
    flat_heading,
    flat_question,
    flat_section,
    heading_of,
    question_of,
    section_of,
)
from network.audits.schemas.checklists import document_of, json_of, read_checklist, write_checklist
from network.foundation.tabular.grid import Grid, read_grid
from network.sites.rules.criteria import LocalText
from tests.audits.rules.checklists import EVERY_TYPE, question, text

DOCUMENTS = [EVERY_TYPE, *map(read_checklist, shipped())]
EVERY_QUESTION = [each for document in DOCUMENTS for each in document.questions]


@pytest.mark.parametrize("asked", EVERY_QUESTION, ids=lambda asked: asked.key)
def test_a_question_is_read_back_from_its_lines_as_the_same(asked: Question) -> None:
    assert question_of(flat_question(asked)) == asked


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_a_heading_and_sections_are_read_back_as_the_same(document: ChecklistDocument) -> None:
    assert replace(document, **heading_of(flat_heading(document))) == document
    for section in document.sections:
        assert section_of(flat_section(section)) == replace(section, questions=())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_yaml_and_json_are_read_back_as_the_same(document: ChecklistDocument) -> None:
    assert read_checklist(write_checklist(document)) == document
    assert document_of(json_of(document)) == document


def test_a_bar_in_the_text_of_a_choice_is_kept() -> None:
    choice = Choice(key="both", label=LocalText(en="on | off", zh_CN="开|关"), share=Decimal("0.5"))
    asked = question("q", "choice", choices=(choice,), when=(Condition(question="a", values=("yes", "no")),))

    assert question_of(flat_question(asked)) == asked


WRONG_LINES = [
    ("points", "ten"),
    ("points", "1,5"),
    ("points", "1e5"),
    ("steps", "2.5"),
    ("type", "slider"),
    ("required", "maybe"),
    ("choices", "fixed | 1 | Fixed"),
    ("choices", "fixed | all | Fixed | 修好"),
    ("choices", "fixed"),
    ("when", "fault"),
    ("when", "a: b: c"),
    ("evidence", "sometimes"),
    ("effect", "explode"),
    ("label_en", "a\x00b"),
]


@pytest.mark.parametrize(("field", "written"), WRONG_LINES)
def test_a_field_that_cannot_be_read_is_named(field: str, written: str) -> None:
    with pytest.raises(BadChecklistForm) as refused:
        question_of({**flat_question(question("q")), field: written})

    assert list(refused.value.fields) == [field]


async def grid_of(content: bytes, folder: Path) -> Grid:
    path = folder / "checklist.xlsx"
    path.write_bytes(content)
    return await read_grid(path)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
async def test_a_workbook_is_read_back_as_the_same_checklist(document: ChecklistDocument, tmp_path: Path) -> None:
    assert read_workbook(await grid_of(write_workbook(document, LINE_LABELS), tmp_path)) == document


async def test_a_cell_that_begins_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    document = replace(EVERY_TYPE, title=text('=HYPERLINK("http://example.com")'))

    assert read_workbook(await grid_of(write_workbook(document, LINE_LABELS), tmp_path)) == document


def cells(**changed: dict[str, str]) -> Grid:
    """The cells of a small workbook, with some of them changed by sheet."""
    names = {"A": "section", "B": "key", "C": "type", "D": "points", "E": "label_en", "F": "label_zh"}
    sheets = {
        WHOLE: {"A1": "key", "C1": "short", "A2": "kind", "C2": "announced", "A3": "title_en", "C3": "Short"},
        SECTIONS: {"A1": "key", "B1": "label_en", "A3": "hall", "B3": "Hall"},
        QUESTIONS: {
            **{f"{letter}1": name for letter, name in names.items()},
            "A3": "hall",
            "B3": "clean",
            "C3": "yes_no",
            "D3": "10",
            "E3": "Clean?",
            "F3": "整洁？",
        },
    }
    return Grid({name: {**sheet, **changed.get(name, {})} for name, sheet in sheets.items()})


def test_a_workbook_by_hand_with_a_few_columns_is_enough() -> None:
    document = read_workbook(cells())

    assert [(each.key, each.points) for each in document.questions] == [("clean", Decimal(10))]


WRONG_CELLS: list[tuple[dict[str, dict[str, str]], list[str]]] = [
    ({QUESTIONS: {"D3": "ten"}}, ["Questions!D3"]),
    ({QUESTIONS: {"A3": "cellar"}}, ["Questions!A3"]),
    ({QUESTIONS: {"G1": "weight"}}, ["Questions!G1"]),
    ({QUESTIONS: {"D3": "#REF!"}}, ["Questions!D3"]),
    ({WHOLE: {"C2": "party"}}, ["Checklist!C2"]),
    (
        {QUESTIONS: {"D3": "ten", "C3": "slider"}, WHOLE: {"C2": "party"}},
        ["Checklist!C2", "Questions!C3", "Questions!D3"],
    ),
]


@pytest.mark.parametrize(("changed", "places"), WRONG_CELLS)
def test_every_cell_that_cannot_be_read_is_named(changed: dict[str, dict[str, str]], places: list[str]) -> None:
    with pytest.raises(ChecklistUnreadable) as refused:
        read_workbook(cells(**changed))

    assert sorted(each.path for each in refused.value.problems) == places


async def test_a_workbook_without_our_sheets_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Shopping")
    book.close()
    with pytest.raises(ChecklistUnreadable) as refused:
        read_workbook(await read_grid(path))

    assert [each.code for each in refused.value.problems] == ["sheet_missing"] * 3


UNREADABLE: list[tuple[str, Any]] = [
    ("key: [", "not_yaml"),
    ("key: a\nkind: party\ntitle: {en: a, zh_CN: b}\nsections: []", "not_choice"),
    ("key: a\nkind: announced\ntitle: a\nsections: []", "not_fields"),
    ("key: a\nkind: announced\ntitle: {en: a, zh_CN: b}", "missing"),
    ('key: "a\\0"\nkind: announced\ntitle: {en: a, zh_CN: b}\nsections: []', "not_text"),
]


@pytest.mark.parametrize(("written", "code"), UNREADABLE)
def test_a_text_that_is_no_checklist_is_refused(written: str, code: str) -> None:
    with pytest.raises(ChecklistUnreadable) as refused:
        read_checklist(written)

    assert [each.code for each in refused.value.problems] == [code]
