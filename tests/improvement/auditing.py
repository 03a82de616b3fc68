"""What tests of findings are made with, put in as the superuser: audits that were published."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from tests.factory import NOW, Store


async def checklist(store: Store, key: str = "mystery-visit", version: int = 1) -> UUID:
    """A published version without any question, in the place of those before it; its id."""
    made = uuid4()
    await store.rows("update checklist set state = 'retired', retired_at = $2 where key = $1", key, NOW)
    await store.rows(
        "insert into checklist (id, key, version, state, kind, document, note, created_by, created_at, published_by, "
        "published_at) values ($1, $2, $3, 'published', 'mystery_visit', $4, '', 'Hua', $5, 'Hua', $5)",
        made,
        key,
        version,
        json.dumps({}),
        NOW - timedelta(days=900),
    )
    return made


async def audit(store: Store, site: int, by: UUID, visited_on: date, **columns: Any) -> UUID:
    """A scored mystery visit, published ten days after it and past appeal ten days later; its id."""
    published = datetime.combine(visited_on, NOW.timetz()) + timedelta(days=10)
    row = {
        "id": uuid4(),
        "site": site,
        "checklist": by,
        "kind": "mystery_visit",
        "scored": True,
        "visited_on": visited_on,
        "part_of_day": "morning",
        "state": "published",
        "score": Decimal("80.00"),
        "critical_failures": 0,
        "published_at": published,
        "delivered_at": published,
        "appeal_until": published + timedelta(days=10),
        **columns,
    }
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await store.rows(f"insert into audit ({', '.join(row)}) values ({places})", *row.values())
    return UUID(str(row["id"]))
