"""Manuals and standards that ship with the program: put in force where there are none of their keys yet."""

import json
from dataclasses import asdict
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from uuid import uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_value, transaction
from network.foundation.trail import record as trail
from network.manuals.commands.drafting import draft_edition, facts, subject, take_turn
from network.manuals.errors.editions import EditionFaulty
from network.manuals.queries.editions import find_edition, find_problems
from network.manuals.rules.documents import ManualDocument
from network.manuals.schemas.documents import (
    ManualHeading,
    StandardText,
    fingerprint,
    keep_audience,
    keep_quiz,
    read_chapter,
    read_heading,
    read_standards,
)

_STANDARD = """
insert into standard (id, key, control_point, indicator, target, metric, metric_target, created_by, created_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) on conflict (key) do nothing
"""


def shipped_standards() -> tuple[StandardText, ...]:
    """What `shipped/standards.yaml` says."""
    return read_standards((_folder() / "standards.yaml").read_text(encoding="utf-8"))


def shipped_manuals() -> dict[str, tuple[ManualHeading, ManualDocument]]:
    """The manuals that ship, by key: a folder each, with `manual.yaml` and a file for each chapter."""
    folders = (each for each in _folder().iterdir() if each.is_dir() and (each / "manual.yaml").is_file())
    return {each.name: _manual(each) for each in sorted(folders, key=lambda each: each.name)}


async def add_shipped_manuals(actor: Actor, at: datetime) -> None:
    """Put what ships in force: standards whose key is free, and manuals of which there is no edition at all.

    The first edition needs no second person: it comes with the program, and whoever installs it puts it in force.
    """
    actor.require(Permission.WRITE_MANUALS)
    standards, manuals = shipped_standards(), shipped_manuals()
    async with transaction(actor):
        for standard in standards:
            await _add_standard(actor, standard, at)
        for key, (heading, document) in manuals.items():
            await take_turn(key)
            if not await fetch_value("select exists (select from manual where key = $1)", key):
                await _add_manual(actor, key, heading, document, at)


async def _add_standard(actor: Actor, standard: StandardText, at: datetime) -> None:
    added = await execute(
        _STANDARD,
        uuid4(),
        standard.key,
        standard.control_point,
        json.dumps(asdict(standard.indicator), ensure_ascii=False),
        json.dumps(asdict(standard.target), ensure_ascii=False),
        standard.metric,
        standard.metric_target,
        actor.name,
        at,
    )
    if added == "INSERT 0 1":
        told = {"target": standard.target.en, "metric": standard.metric}
        await trail.record(actor, "standard.made", f"standard:{standard.key}", told)


async def _add_manual(actor: Actor, key: str, heading: ManualHeading, document: ManualDocument, at: datetime) -> None:
    """EditionFaulty when what ships is wrong: a mistake of ours."""
    draft = await draft_edition(actor, key, heading.title, document, at)
    # Installed later than it says, it begins then: nobody is late for what they could not read.
    effective_on = max(heading.effective_on, at.date())
    await execute(
        "update manual_edition set effective_on = $2, due_days = $3, audience = $4, quiz = $5 where id = $1",
        draft.id,
        effective_on,
        heading.due_days,
        keep_audience(heading.audience),
        keep_quiz(heading.quiz),
    )
    if problems := await find_problems(await find_edition(key, draft.number)):
        raise EditionFaulty(problems)
    await execute(
        "update manual_edition set state = 'approved', sha256 = $2, approver = $3, approved_at = $4,"
        " row_version = row_version + 1 where id = $1",
        draft.id,
        fingerprint(document),
        actor.name,
        at,
    )
    told = {**facts(document), "effective_on": effective_on, "material": True}
    await trail.record(actor, "edition.approved", subject(draft), told)


def _folder() -> Traversable:
    return files("network.manuals") / "shipped"


def _manual(folder: Traversable) -> tuple[ManualHeading, ManualDocument]:
    heading = read_heading((folder / "manual.yaml").read_text(encoding="utf-8"))
    pages = sorted((folder / "chapters").iterdir(), key=lambda each: each.name)
    chapters = (read_chapter(each.read_text(encoding="utf-8")) for each in pages if each.name.endswith(".yaml"))
    return heading, ManualDocument(summary=heading.summary, chapters=tuple(chapters))
