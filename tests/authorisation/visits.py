"""Visits to each site: planned, filed, published and appealed, and what was found. Put in as the superuser.

What headquarters keeps to itself has the site's sealed mark, what only the visit's auditor may read too its secret
one, and what was published the mark of its records.
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from pydantic import TypeAdapter

from network.audits.rules.checklists import ChecklistDocument
from network.foundation.evidence.kinds import Evidence
from tests.audits.visiting import document
from tests.authorisation.cast import NOW, VISITED, Shop
from tests.authorisation.evidence import insert, keep_photo

DAY = NOW.date()
CHECKLIST = json.loads(TypeAdapter(ChecklistDocument).dump_json(document()))
SHA = "a" * 64


async def add_programme(root: asyncpg.Connection, folder: Path) -> None:
    """What is not a site's: checklists, auditors (two of them with an account), a programme, a round. Once."""
    if await root.fetchval("select exists (select from audit_programme)"):
        return
    for state, version in (("published", 1), ("draft", 2)):
        published = NOW if state == "published" else None
        await insert(
            root, "checklist", key="short-visit", version=version, state=state, kind="mystery_visit", note="",
            document=json.dumps(CHECKLIST), created_by="", published_at=published,
        )  # fmt: skip
    await root.execute(
        "insert into checklist_photo (sha256, thumbnail, width, height, size, added_by) values ($1, $1, 1, 1, 1, '')",
        (await keep_photo(folder, "reference")).sha256,
    )
    for number, name in enumerate(("auditor", "auditor-two", "")):
        await _auditor(root, f"A-{number}", name)
    await insert(
        root, "audit_programme", name="Visits", checklist_key="short-visit", from_on=DAY, to_on=DAY, quota=1,
        rules="{}", state="active", created_by="",
    )  # fmt: skip
    await root.execute(
        "insert into audit_programme (id, name, checklist_key, region, from_on, to_on, rules, state, created_by) "
        "select gen_random_uuid(), name, checklist_key, 1, from_on, to_on, rules, state, '' from audit_programme"
    )
    await root.execute(
        "insert into calibration_round (id, name, checklist, case_text, state, created_by) "
        "select gen_random_uuid(), 'Round', id, 'Case', unnest(array['open', 'draft']), '' "
        "from checklist where state = 'published'"
    )
    await root.execute(
        "insert into calibration_answer (id, round, auditor, answers, answered_at) "
        "select gen_random_uuid(), r.id, a.id, '{}', now() from calibration_round r, auditor a"
    )


async def _auditor(root: asyncpg.Connection, code: str, name: str) -> None:
    auditor = uuid4()
    await insert(root, "auditor", id=auditor, code=code, qualified_until=DAY + timedelta(days=365))
    if name:
        await root.execute(
            "insert into auditor_identity (auditor, account, note) select $1, id, name from account where email = $2",
            *(auditor, f"{name}@example.com"),
        )
    operator = await root.fetchval("select id from operator order by id limit 1")
    await insert(root, "auditor_conflict", auditor=auditor, operator=operator, reason="Kin", from_on=DAY, told_by=code)
    await insert(root, "identity_look", auditor=auditor, reason="To pay them", looker="")


async def add_visits(root: asyncpg.Connection, shop: Shop, account: UUID, folder: Path) -> None:
    """`account`: of the site's operator."""
    site = await root.fetchval("select id from site where code = $1", shop.code)
    code = {"auditor": "A-0", "auditor-two": "A-1"}.get(VISITED.get(shop.code, ""), "A-2")
    auditor = await root.fetchval("select id from auditor where code = $1", code)
    checklist = await root.fetchval("select id from checklist where state = 'published' and key = 'short-visit'")
    programme = await root.fetchval("select id from audit_programme where region is null")
    kept = await keep_photo(folder, f"{shop.private} audit")
    told = uuid4()
    await insert(root, "announced_visit", id=told, site=site, kind="announced", visit_on=DAY, part_of_day="morning")
    await insert(root, "plan_gap", programme=programme, site=site, missing=1, refused="{}", planned_at=NOW)
    common = {"programme": programme, "site": site, "checklist": checklist, "auditor": auditor, "kind": "mystery_visit"}
    window = {"window_from": NOW - timedelta(days=1), "window_to": NOW + timedelta(days=9)}
    for state in ("accepted", "offered", "filed"):
        assignment = uuid4()
        await insert(root, "assignment", id=assignment, state=state, persona=shop.secret, **common, **window)
    filing = await _files(root, shop, {"site": site, "auditor": auditor, "checklist": checklist}, assignment, folder)
    audit = await _publishes(root, shop, {"site": site, "checklist": checklist}, filing, kept)
    await _appeals(root, shop, {"site": site, "audit": audit}, account, kept)
    await _finds(root, shop, {"site": site, "audit": audit}, account, kept)


async def _files(root: asyncpg.Connection, shop: Shop, common: dict[str, Any], assignment: UUID, folder: Path) -> UUID:
    """What the auditor filed, with a photo, and what was said about it since."""
    kept = await keep_photo(folder, f"{shop.secret} photo")
    filing, upload, site = uuid4(), uuid4(), common["site"]
    times = {"visited_at": NOW - timedelta(hours=3), "left_at": NOW - timedelta(hours=2), "received_at": NOW}
    await insert(
        root, "filing", id=filing, assignment=assignment, state="approved", embargo_until=NOW,
        redactions=json.dumps({"remark.note": {"text": shop.private, "of": shop.secret}}), reviewer_name=shop.sealed,
        **common, **times,
    )  # fmt: skip
    await insert(
        root, "filing_version", filing=filing, site=site, number=1, sha256=SHA,
        content=json.dumps(_filed(shop, common["checklist"])), score=80, result='{"dropped": []}', filed_at=NOW,
        received_at=NOW,
    )  # fmt: skip
    await insert(
        root, "photo_upload", id=upload, auditor=common["auditor"], sha256=kept.sha256, size=1, received=1, width=8,
        height=8, state="whole", media_type=kept.media_type, picture=kept.sha256, thumbnail=kept.sha256,
        fingerprint=site,
    )  # fmt: skip
    await insert(
        root, "filing_photo", filing=filing, site=site, question="remark", upload=upload, sha256=kept.sha256,
        redaction="redacted", redacted=kept.sha256, redacted_thumbnail=kept.sha256, redactor=shop.sealed,
    )  # fmt: skip
    await insert(
        root, "filing_step", filing=filing, site=site, from_state="in_review", to_state="approved", reason=shop.sealed,
        who=shop.sealed, at=NOW,
    )  # fmt: skip
    for visibility, said in (("hq", shop.sealed), ("auditor", shop.secret)):
        await insert(
            root, "filing_message", filing=filing, site=site, visibility=visibility, body=said, who="A-0", at=NOW,
            from_auditor=visibility == "auditor",
        )  # fmt: skip
    return filing


def _filed(shop: Shop, checklist: UUID) -> dict[str, Any]:
    """See `network.audits.schemas.filings.FilingIn`."""
    times = dict.fromkeys(("started_at", "left_at", "submitted_at", "client_now"), NOW.isoformat())
    answers = {"remark": {"value": shop.secret, "not_applicable": None, "note": shop.secret}}
    return {"checklist": str(checklist), **times, "answers": answers, "photos": [], "events": []}


async def _publishes(
    root: asyncpg.Connection, shop: Shop, common: dict[str, Any], filing: UUID, kept: Evidence
) -> UUID:
    audit, site = uuid4(), common["site"]
    await insert(
        root, "audit", id=audit, kind="mystery_visit", visited_on=DAY, part_of_day="morning", state="published",
        score=80, published_at=NOW, delivered_at=NOW, appeal_until=NOW + timedelta(days=14), **common,
    )  # fmt: skip
    await insert(
        root, "audit_revision", audit=audit, site=site, number=1, score=80, reason="", made_at=NOW,
        document=json.dumps(_published(shop.private)),
    )  # fmt: skip
    await insert(
        root, "audit_photo", audit=audit, site=site, question="remark", picture=kept.sha256, thumbnail=kept.sha256,
        width=1, height=1,
    )  # fmt: skip
    await root.execute("insert into audit_source (audit, filing, site) values ($1, $2, $3)", audit, filing, site)
    return audit


def _published(said: str) -> dict[str, Any]:
    """See `network.audits.rules.published`."""
    words = {"en": said, "zh_CN": said}
    question = {
        "key": "remark", "type": "text", "label": words, "standard": None, "answer": words, "not_applicable": None,
        "note": said, "points": "0", "earned": None, "failed": False, "critical": None,
    }  # fmt: skip
    section = {
        "key": "all", "label": words, "earned": "0", "possible": "0", "cap": None, "questions": [question],
    }  # fmt: skip
    return {
        "kind": "mystery_visit", "title": words, "total": "80", "cap": None, "critical_failures": 0,
        "sections": [section],
    }  # fmt: skip


async def _appeals(root: asyncpg.Connection, shop: Shop, common: dict[str, Any], account: UUID, kept: Evidence) -> None:
    appeal, said = uuid4(), shop.private
    await insert(
        root, "audit_appeal", id=appeal, revision=1, question="remark", ground="factual", body=said, state="open",
        lodged_by=account, lodger=said, lodged_at=NOW, **common,
    )  # fmt: skip
    await insert(
        root, "appeal_file", appeal=appeal, site=common["site"], name=f"{said}.jpg", kind=kept.kind.value,
        media_type=kept.media_type, sha256=kept.sha256, size=kept.size,
    )  # fmt: skip
    for side in ("site", "hq"):
        await insert(root, "audit_message", side=side, body=said, who=said, at=NOW, **common)


async def _finds(root: asyncpg.Connection, shop: Shop, common: dict[str, Any], account: UUID, kept: Evidence) -> None:
    finding, action, said, site = uuid4(), uuid4(), shop.private, common["site"]
    await insert(
        root, "finding", id=finding, source="audit", question="greeted", detail=said, grade="minor", found_on=DAY,
        title=json.dumps({"en": said, "zh_CN": said}), raised_at=NOW, raised_by="", state="open", **common,
    )  # fmt: skip
    await insert(
        root, "corrective_action", id=action, finding=finding, site=site, state="open", containment=said,
        root_cause=said, remedy=said, owner=said, due_on=DAY, first_due_on=DAY,
    )  # fmt: skip
    about = {"action": action, "site": site}
    for side in ("site", "hq"):
        await insert(root, "action_step", what="raised", note=said, side=side, who=said, at=NOW, **about)
    await insert(
        root, "action_extension", due_on=DAY, reason=said, state="open", asked_by=account, asker=said, asked_at=NOW,
        **about,
    )  # fmt: skip
    await insert(
        root, "action_evidence", name=f"{said}.jpg", kind=kept.kind.value, media_type=kept.media_type,
        sha256=kept.sha256, size=kept.size, thumbnail=kept.sha256, **about,
    )  # fmt: skip
    await insert(root, "action_reminder", step="d0", told_at=NOW, **about)
