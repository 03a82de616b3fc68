"""Editions, people and notes taken, put in as the superuser: what tests of acknowledgements are made with."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from tests.factory import NOW, Store

QUESTION = {
    "key": "rings",
    "question": {"en": "After how many rings?", "zh_CN": "响几声？"},
    "options": [
        {"key": "three", "text": {"en": "Three", "zh_CN": "三声"}},
        {"key": "ten", "text": {"en": "Ten", "zh_CN": "十声"}},
    ],
    "right": "three",
    "clause": "telephone",
}
DOCUMENT = {
    "summary": {"en": "How we serve.", "zh_CN": "我们如何服务。"},
    "chapters": [
        {
            "key": "service",
            "title": {"en": "Service", "zh_CN": "服务"},
            "clauses": [
                {
                    "key": "telephone",
                    "title": {"en": "Telephone", "zh_CN": "电话"},
                    "text": {"en": "Within three rings.", "zh_CN": "铃响三声内接听。"},
                    "standards": [],
                    "change": None,
                }
            ],
        }
    ],
    "removed": [],
}


def changed(note: str = "Three rings, no longer five.") -> dict[str, Any]:
    """The document with a material change of its one clause."""
    made = json.loads(json.dumps(DOCUMENT))
    clause = made["chapters"][0]["clauses"][0]
    clause["text"] = {"en": "Within three rings, in the name of the site.", "zh_CN": "铃响三声内接听，并报网点名称。"}
    clause["change"] = {"materiality": "material", "note": {"en": note, "zh_CN": "由五声改为三声。"}}
    return dict(made)


async def manual(store: Store, key: str = "house-manual") -> UUID:
    """A manual without any edition; its id."""
    made = uuid4()
    title = json.dumps({"en": "House manual", "zh_CN": "门店手册"})
    await store.rows("insert into manual (id, key, title, created_by) values ($1, $2, $3, '')", made, key, title)
    return made


async def edition(
    store: Store,
    of: UUID,
    number: int,
    effective_on: date,
    *,
    audience: Mapping[str, Sequence[str]] | None = None,
    document: Mapping[str, Any] | None = None,
    quiz: Sequence[Mapping[str, Any]] = (),
    **columns: Any,
) -> UUID:
    """An approved, material edition due after 14 days; its id."""
    everybody: dict[str, Sequence[str]] = {"roles": [], "kinds": [], "regions": [], "lines": []}
    row = {
        "id": uuid4(),
        "manual": of,
        "number": number,
        "state": "approved",
        "document": json.dumps(document or DOCUMENT),
        "sha256": "0" * 64,
        "effective_on": effective_on,
        "material": True,
        "due_days": 14,
        "audience": json.dumps({**everybody, **(audience or {})}),
        "quiz": json.dumps(list(quiz)),
        "writer": "Wen",
        "approver": "An",
        "approved_at": NOW,
        **columns,
    }
    return await _put(store, "manual_edition", row)


async def employ(store: Store, site: int, from_on: date, to_on: date | None = None, **columns: Any) -> UUID:
    """Somebody new on the list of a site, or with `person` somebody who is on another; the id of the person."""
    row = {"id": uuid4(), "site": site, "name": "Li Na", "role": "technician", "phone": "", "email": "", **columns}
    made = await _put(store, "staff_member", {**row, "from_on": from_on, "to_on": to_on})
    return UUID(str(await store.value("select person from staff_member where id = $1", made)))


async def note(store: Store, of: UUID, person: UUID, site: int, at: datetime) -> UUID:
    """That somebody took note of an edition; its id."""
    row = {"id": uuid4(), "edition": of, "person": person, "site": site, "at": at, "recorder": "", "answers": "{}"}
    return await _put(store, "acknowledgement", row)


async def certified(
    store: Store, site: int, line: str, valid_from: date, valid_to: date, ended_on: date | None
) -> None:
    """A certificate of a site for a product line of its own."""
    made = await store.value(
        "insert into product_line (code, name, name_zh) values ($1, '', '') "
        "on conflict (code) do update set name = '' returning id",
        line,
    )
    kind = await store.value(
        "insert into certificate_type (code, title, title_zh, product_line, repair_level, validity_months, "
        "validity_rule, window_days) values ($1, '', '', $2, 1, 12, 'from_decision', 60) "
        "on conflict (code) do update set title = '' returning id",
        line,
        made,
    )
    thread = {"id": uuid4(), "site": site, "type": kind, "state": "certified"}
    days = {"valid_from": valid_from, "valid_to": valid_to, "ended_on": ended_on}
    row = {"id": uuid4(), "certification": await _put(store, "certification", thread), "site": site, "type": kind}
    await _put(store, "certificate", {**row, **days, "number": uuid4().hex[:20]})


async def _put(store: Store, table: str, row: Mapping[str, Any]) -> UUID:
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    made = await store.rows(f"insert into {table} ({', '.join(row)}) values ({places}) returning id", *row.values())
    return UUID(str(made[0]["id"]))
