"""What tests of visits are made with, put in as the superuser: auditors, a short checklist, programmes, assignments,
published audits."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from network.audits.rules.answers import Answer, Answers
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
from network.audits.rules.published import PublishedDocument, published_document
from network.audits.rules.scoring import score
from network.audits.schemas.answers import json_of_answers
from network.audits.schemas.published import keep_published
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


# Nobody greeted, so 10 of 20 points and a failure; the price was right.
SAID: Answers = {
    "greeted": Answer(False, note="Nobody looked up."),
    "price": Answer(True),
    "remark": Answer("Two customers were before us."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A published audit and the filing behind it."""

    audit: UUID
    filing: UUID
    document: PublishedDocument


async def shown(
    store: Store,
    site: int,
    visitor: Visitor,
    answers: Answers = SAID,
    *,
    reviewer: UUID | None = None,
    published_at: datetime = NOW - timedelta(days=2),
    texts: Mapping[str, str] | None = None,
    **columns: Any,
) -> Shown:
    """A visit that was filed, approved by `reviewer` and published, without photos; it is delivered at once, and can
    be appealed for ten days from then.
    `texts`: what the site reads of free texts, by `question.part`. `columns`: of the audit."""
    assignment = await assigned(store, site, visitor, state="filed")
    checklist_id = await store.value("select checklist from assignment where id = $1", assignment)
    filing = await _approved(store, assignment, visitor, answers, reviewer, published_at - timedelta(days=6))
    written = await store.value("select document from checklist where id = $1", checklist_id)
    whole = TypeAdapter(ChecklistDocument).validate_json(written)
    reckoned = score(whole, answers)
    told = published_document(whole, answers, reckoned, texts or {})
    row = {
        "id": uuid4(),
        "site": site,
        "checklist": checklist_id,
        "kind": whole.kind.value,
        "scored": True,
        "visited_on": (published_at - timedelta(days=6)).date(),
        "part_of_day": "afternoon",
        "state": "published",
        "score": reckoned.total,
        "critical_failures": reckoned.critical_failures,
        "published_at": published_at,
        "delivered_at": published_at,
        "appeal_until": published_at + timedelta(days=10),
        **columns,
    }
    await _put(store, "audit", row)
    revision = {"id": uuid4(), "audit": row["id"], "site": site, "number": 1, "score": row["score"], "reason": "",
                "critical_failures": row["critical_failures"], "document": keep_published(told),
                "made_at": published_at}  # fmt: skip
    await _put(store, "audit_revision", revision)
    await _put(store, "audit_source", {"audit": row["id"], "filing": filing, "site": site, "version_number": 1})
    return Shown(UUID(str(row["id"])), filing, told)


async def _approved(
    store: Store, assignment: UUID, visitor: Visitor, answers: Answers, reviewer: UUID | None, visited_at: datetime
) -> UUID:
    """A filing of these answers that was reviewed and approved; its id."""
    found = await store.rows("select site, checklist from assignment where id = $1", assignment)
    site, filing = found[0]["site"], uuid4()
    row = {"id": filing, "assignment": assignment, "site": site, "auditor": visitor.id,
           "checklist": found[0]["checklist"], "state": "approved", "visited_at": visited_at,
           "left_at": visited_at + timedelta(minutes=30), "received_at": visited_at + timedelta(hours=2),
           "reviewer": reviewer, "embargo_until": visited_at + timedelta(days=5)}  # fmt: skip
    await _put(store, "filing", row)
    content = json.dumps({"answers": json_of_answers(answers)})
    version = {"id": uuid4(), "filing": filing, "site": site, "number": 1, "content": content, "sha256": "0" * 64,
               "result": "{}", "filed_at": row["received_at"], "received_at": row["received_at"]}  # fmt: skip
    await _put(store, "filing_version", version)
    step = {"id": uuid4(), "filing": filing, "site": site, "from_state": "in_review", "to_state": "approved",
            "reason": "", "by": reviewer, "who": "Reviewer", "at": row["received_at"]}  # fmt: skip
    await _put(store, "filing_step", step)
    return filing


async def _put(store: Store, table: str, row: Mapping[str, Any]) -> None:
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await store.rows(f"insert into {table} ({', '.join(row)}) values ({places})", *row.values())
