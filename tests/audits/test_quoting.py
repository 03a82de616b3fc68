"""A published audit quotes the clause that was in force when the site was visited, whatever came later."""

import json
from datetime import date
from uuid import UUID, uuid4

import pytest

from network.foundation.access import Role
from tests.audits.conftest import store
from tests.factory import Store
from tests.improvement.auditing import audit, checklist
from tests.repairs.counter import enter
from tests.served import Browse, MakePerson, app, browse, person, sites, text_of

__all__ = ["app", "browse", "person", "sites", "store"]

BOTH = {"en": "Words", "zh_CN": "文字"}


async def _edition(store: Store, manual: UUID, number: int, effective_on: date, text: str) -> None:
    clause = {"key": "rings", "title": BOTH, "text": {"en": text, "zh_CN": text}, "standards": ["three-rings"]}
    document = {"summary": BOTH, "chapters": [{"key": "c", "title": BOTH, "clauses": [clause]}]}
    await store.rows(
        "insert into manual_edition (id, manual, number, state, document, sha256, effective_on, writer, approved_at) "
        "values ($1, $2, $3, 'approved', $4, 'x', $5, 'x', now())",
        uuid4(),
        manual,
        number,
        json.dumps(document),
        effective_on,
    )


async def _visited(store: Store, site: int, day: date) -> UUID:
    made = await audit(store, site, await checklist(store), day)
    question = {
        "key": "rings",
        "type": "rings",
        "label": BOTH,
        "standard": "three-rings",
        "answer": BOTH,
        "not_applicable": None,
        "note": "",
        "points": "10",
        "earned": "10",
        "failed": False,
        "critical": None,
    }
    section = {"key": "s", "label": BOTH, "earned": "10", "possible": "10", "cap": None, "questions": [question]}
    document = {"kind": "mystery_visit", "title": BOTH, "total": "80", "cap": None, "critical_failures": 0}
    await store.rows(
        "insert into audit_revision (id, audit, site, number, score, critical_failures, reason, made_at, document) "
        "values (gen_random_uuid(), $1, $2, 1, 80, 0, '', now(), $3)",
        made,
        site,
        json.dumps({**document, "sections": [section]}),
    )
    return made


@pytest.mark.parametrize(
    ("visited_on", "quoted"), [(date(2026, 5, 31), "Three rings."), (date(2026, 6, 1), "Two rings.")]
)
async def test_an_audit_quotes_the_clause_of_the_day_of_its_visit(
    browse: Browse, person: MakePerson, sites: dict[str, int], store: Store, visited_on: date, quoted: str
) -> None:
    manual, code = uuid4(), next(iter(sites))
    await store.rows(
        "insert into manual (id, key, title, created_by) values ($1, 'm', $2, 'x')", manual, json.dumps(BOTH)
    )
    await _edition(store, manual, 1, date(2026, 1, 1), "Three rings.")
    await _edition(store, manual, 2, date(2026, 6, 1), "Two rings.")
    made = await _visited(store, sites[code], visited_on)
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=[code])
    said = text_of(await browser.get(f"/sites/{code}/audits/{made}"))
    assert {text for text in ("Three rings.", "Two rings.") if text in said} == {quoted}
    assert (await browser.get(f"/sites/{code}/audits/{made}/report.pdf")).status_code == 200
