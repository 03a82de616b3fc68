"""What tests of visits are made with, put in as the superuser: auditors, a short checklist, programmes, assignments."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from network.audits.rules.checklists import (
    ChecklistDocument,
    Critical,
    Effect,
    EvidenceWhen,
    Question,
    QuestionType,
    Section,
    VisitKind,
)
from network.foundation.access import Actor, Role
from network.sites.rules.criteria import LocalText
from tests.factory import NOW, Store

KEY = "short-visit"


def text(words: str) -> LocalText:
    return LocalText(en=words, zh_CN=words)


def yes_no(key: str, points: int = 10, **more: Any) -> Question:
    return Question(key=key, type=QuestionType.YES_NO, label=text(key), points=Decimal(points), **more)


def document(kind: VisitKind = VisitKind.MYSTERY_VISIT, key: str = KEY) -> ChecklistDocument:
    """20 points in two sections: a greeting (a photo when it failed), a price that must not be too high (caps the
    audit at 50), and a remark."""
    price = yes_no("price", critical=Critical(effect=Effect.CAP_AUDIT, cap=Decimal(50)), not_applicable=True)
    remark = Question(key="remark", type=QuestionType.TEXT, label=text("remark"), required=False)
    reception = Section(
        key="reception", label=text("Reception"), questions=(yes_no("greeted", evidence=EvidenceWhen.ON_FAILURE),)
    )
    return ChecklistDocument(
        key=key,
        kind=kind,
        title=text("Short visit"),
        sections=(reception, Section(key="money", label=text("Money"), questions=(price, remark))),
    )


async def checklist(
    store: Store, wanted: ChecklistDocument | None = None, *, version: int = 1, state: str = "published"
) -> UUID:
    """A version of a checklist; its id."""
    whole = wanted or document()
    written = TypeAdapter(ChecklistDocument).dump_json(whole).decode()
    published_at = None if state == "draft" else NOW - timedelta(days=60)
    return UUID(
        str(
            await store.value(
                "insert into checklist (id, key, version, state, kind, document, note, created_by, created_at, "
                "published_by, published_at, retired_at) values ($1, $2, $3, $4, $5, $6, '', 'Hua', $7, 'Hua', $8, $9) "
                "returning id",
                uuid4(),
                whole.key,
                version,
                state,
                whole.kind.value,
                written,
                NOW - timedelta(days=70),
                published_at,
                NOW - timedelta(days=1) if state == "retired" else None,
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Visitor:
    """An auditor: the id and code that plans know, and the person behind them."""

    id: UUID
    code: str
    actor: Actor

    @property
    def account(self) -> UUID:
        assert self.actor.account is not None
        return self.actor.account


async def auditor(store: Store, code: str = "A-1", *, account: UUID | None = None, **columns: Any) -> Visitor:
    """An enrolled auditor, qualified for a year, who goes any distance. `account`: of somebody made by `person`, who
    can sign in; without one an account is made that cannot."""
    name = f"Person behind {code}"
    if account is None:
        account = uuid4()
        await store.rows(
            "insert into account (id, email, name, password_hash) values ($1, $2, $3, '')",
            account,
            f"{code.lower()}@example.com",
            name,
        )
        await store.rows(
            "insert into membership (id, account, role, whole_network, grantor) values ($1, $2, 'auditor', false, '')",
            uuid4(),
            account,
        )
    row = {"id": uuid4(), "code": code, "qualified_until": (NOW + timedelta(days=365)).date(), **columns}
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await store.rows(f"insert into auditor ({', '.join(row)}) values ({places})", *row.values())
    await store.rows("insert into auditor_identity (auditor, account, note) values ($1, $2, '')", row["id"], account)
    return Visitor(row["id"], code, Actor(Role.AUDITOR, name, account))


async def programme(store: Store, name: str = "Visits of the quarter", **columns: Any) -> UUID:
    """An active programme over all sites, one visit each from October to December 2026; its id."""
    row = {
        "id": uuid4(),
        "name": name,
        "checklist_key": KEY,
        "from_on": date(2026, 10, 1),
        "to_on": date(2026, 12, 31),
        "quota": 1,
        "announced": False,
        "scored": True,
        "rules": "{}",
        "state": "active",
        "created_by": "Hua",
        **columns,
    }
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await store.rows(f"insert into audit_programme ({', '.join(row)}) values ({places})", *row.values())
    return UUID(str(row["id"]))


async def assigned(
    store: Store,
    site: int,
    visitor: Visitor | None,
    *,
    programme_id: UUID | None = None,
    checklist_id: UUID | None = None,
    window_from: datetime | None = None,
    **columns: Any,
) -> UUID:
    """An assignment that was accepted and may be done now: a window of three days around `NOW`; its id. Programme and
    checklist are the first there are, or made."""
    kept = checklist_id or await store.value("select id from checklist where state = 'published' limit 1")
    planned = programme_id or await store.value("select id from audit_programme limit 1")
    begin = window_from or NOW - timedelta(days=1)
    row = {
        "id": uuid4(),
        "programme": planned or await programme(store),
        "site": site,
        "checklist": kept or await checklist(store),
        "auditor": None if visitor is None else visitor.id,
        "kind": VisitKind.MYSTERY_VISIT.value,
        "state": "accepted",
        "announced": False,
        "scored": True,
        "window_from": begin,
        "window_to": begin + timedelta(days=3),
        "offered_at": begin - timedelta(days=7),
        "answered_at": begin - timedelta(days=6),
        "persona": "",
        **columns,
    }
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await store.rows(f"insert into assignment ({', '.join(row)}) values ({places})", *row.values())
    return UUID(str(row["id"]))
