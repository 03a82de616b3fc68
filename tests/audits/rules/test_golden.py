"""The cases that Python and the tablet's TypeScript both reckon: `tests/audits/golden`.

Each file has a checklist as a tablet gets it, and cases of answers with what they must come to. Numbers are decimals
written as texts without trailing zeros, and the total with two decimals.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from network.audits.rules.answers import asked
from network.audits.rules.checklists import ChecklistDocument
from network.audits.rules.scoring import score
from network.audits.schemas.answers import answers_of, json_of_answers
from network.audits.schemas.checklists import document_of, json_of

FILES = sorted((Path(__file__).parents[1] / "golden").glob("*.json"))
GOLDEN = {path.stem: json.loads(path.read_text()) for path in FILES}
CASES = [
    pytest.param(golden["document"], case, id=f"{stem}: {case['name']}")
    for stem, golden in GOLDEN.items()
    for case in golden["cases"]
]


@pytest.mark.parametrize(("document", "case"), CASES)
def test_a_golden_case_comes_to_what_it_says(document: dict[str, Any], case: dict[str, Any]) -> None:
    assert reckoned(document_of(document), case) == case["expected"]


@pytest.mark.parametrize("document", [golden["document"] for golden in GOLDEN.values()], ids=GOLDEN)
def test_a_golden_checklist_is_written_as_a_tablet_gets_it(document: dict[str, Any]) -> None:
    assert json_of(document_of(document)) == document


@pytest.mark.parametrize(("document", "case"), CASES)
def test_golden_answers_are_written_as_a_tablet_sends_them(document: dict[str, Any], case: dict[str, Any]) -> None:
    assert json_of_answers(answers_of(document_of(document), case["answers"])) == case["answers"]


def reckoned(document: ChecklistDocument, case: dict[str, Any]) -> dict[str, Any]:
    answers = answers_of(document, case["answers"])
    found, result = asked(document, answers, case["photos"]), score(document, answers)
    return {
        "visible": list(found.visible),
        "missing": {key: lack.value for key, lack in found.missing.items()},
        "failed": list(result.failed),
        "total": None if result.total is None else str(result.total),
        "cap": plain(result.cap),
        "critical_failures": result.critical_failures,
        "sections": [
            {
                "key": section.key,
                "earned": plain(section.earned),
                "possible": plain(section.possible),
                "cap": plain(section.cap),
                "not_applicable": plain(section.not_applicable),
                "incomplete": section.incomplete,
            }
            for section in result.sections
        ],
    }


def plain(number: Decimal | None) -> str | None:
    """`15`, `7.5`: without trailing zeros."""
    if number is None:
        return None
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
