"""Inside a transaction: making, finding and locking drafts of editions."""

import json
from datetime import datetime
from uuid import uuid4

from network.foundation.access import Actor
from network.foundation.database import execute, fetch_row, fetch_value
from network.foundation.trail import record as trail
from network.manuals.errors.editions import EditionApproved, EditionSubmitted, EditionUnfinished, ManualNotFound
from network.manuals.queries.editions import find_edition
from network.manuals.rules.documents import Audience, ManualDocument
from network.manuals.schemas.documents import keep, keep_audience, keep_quiz
from network.manuals.schemas.editions import Edition
from network.sites.rules.criteria import LocalText

_LOCK = """
select e.id from manual_edition e join manual m on m.id = e.manual where m.key = $1 and e.number = $2 for update of e
"""
_INSERT = """
insert into manual_edition (id, manual, number, state, document, effective_on, material, due_days, audience, quiz,
                            row_version, written_by, writer, created_at)
values ($1, $2, $3, 'draft', $4, null, $5, $6, $7, $8, 1, $9, $10, $11)
"""


async def take_turn(manual_key: str) -> None:
    """Until its end nobody else makes, starts, submits or approves an edition of this manual."""
    await execute("select pg_advisory_xact_lock(hashtext('manual:' || $1))", manual_key)


async def draft_edition(
    actor: Actor,
    key: str,
    title: LocalText,
    document: ManualDocument,
    at: datetime,
    last: Edition | None = None,
) -> Edition:
    """The next edition of a manual, made with the manual when there is none. EditionUnfinished."""
    if last and not last.is_approved:
        raise EditionUnfinished(number=last.number)
    manual = last.manual if last else await _manual(actor, key, title, at)
    newest = await fetch_value("select coalesce(max(number), 0) from manual_edition where manual = $1", manual)
    await execute(
        _INSERT,
        uuid4(),
        manual,
        newest + 1,
        keep(document),
        last is None,
        last.due_days if last else 14,
        keep_audience(last.audience if last else Audience()),
        keep_quiz(last.quiz if last else ()),
        actor.account,
        actor.name,
        at,
    )
    made = await find_edition(key, newest + 1)
    await trail.record(actor, "edition.written", subject(made), facts(document))
    return made


async def locked(manual_key: str, number: int) -> Edition:
    """The edition, locked against others who change it. ManualNotFound."""
    if await fetch_row(_LOCK, manual_key, number) is None:
        raise ManualNotFound()
    return await find_edition(manual_key, number)


async def open_draft(manual_key: str, number: int) -> Edition:
    """The draft, locked. ManualNotFound, EditionApproved, EditionSubmitted."""
    found = await locked(manual_key, number)
    if found.is_approved:
        raise EditionApproved()
    if not found.is_draft:
        raise EditionSubmitted()
    return found


def subject(found: Edition) -> str:
    """Such as `edition:operating-manual 2`."""
    return f"edition:{found.key} {found.number}"


def facts(document: ManualDocument) -> dict[str, object]:
    """What stands in the trail: enough to tell two drafts apart."""
    changed = [clause.key for _number, clause in document.numbered() if clause.change]
    return {
        "clauses": sum(1 for _each in document.numbered()),
        "changed": changed,
        "removed": [key for key, _change in document.removed],
    }


async def _manual(actor: Actor, key: str, title: LocalText, at: datetime) -> object:
    """The manual of this key, called so; made when there is none."""
    kept_title = json.dumps({"en": title.en, "zh_CN": title.zh_CN}, ensure_ascii=False)
    known = await fetch_value("update manual set title = $2 where key = $1 returning id", key, kept_title)
    if known is not None:
        return known
    made = uuid4()
    await execute(
        "insert into manual (id, key, title, created_by, created_at) values ($1, $2, $3, $4, $5)",
        made,
        key,
        kept_title,
        actor.name,
        at,
    )
    await trail.record(actor, "manual.made", f"manual:{key}", {"title": title.en})
    return made
