"""Manuals for tests: documents that are sound, and editions brought into force by two people."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from network.foundation.access import Actor, Role
from network.manuals.commands.editions import (
    approve_edition,
    make_manual,
    submit_edition,
    write_edition,
    write_settings,
)
from network.manuals.rules.documents import Chapter, Clause, ClauseChange, ManualDocument, Materiality
from network.manuals.schemas.editions import Edition, EditionSettings, NewManual
from network.sites.rules.criteria import LocalText

WRITER = Actor(Role.HQ_ADMINISTRATOR, "Wen Writer", UUID(int=1), sites=None)
APPROVER = Actor(Role.HQ_ADMINISTRATOR, "An Approver", UUID(int=2), sites=None)
NEW = NewManual(key="house-manual", title="House manual", title_zh="门店手册")


def both(en: str, zh: str = "") -> LocalText:
    return LocalText(en=en, zh_CN=zh or f"{en}（中文）")


def clause(
    key: str, text: str = "Answer the telephone within three rings.", zh: str = "电话铃响三声内接听。"
) -> Clause:
    return Clause(key=key, title=both(key.replace("-", " ").title()), text=both(text, zh))


def document(*clauses: Clause) -> ManualDocument:
    """One chapter with these clauses."""
    chapters = (Chapter(key="service", title=both("Service", "服务"), clauses=clauses or (clause("telephone"),)),)
    return ManualDocument(summary=both("How we serve.", "我们如何服务。"), chapters=chapters)


def changed(old: Clause, text: str, materiality: Materiality = Materiality.MATERIAL) -> Clause:
    """The clause with another English text, and a note of it."""
    note = ClauseChange(materiality=materiality, note=both("The figure is new.", "数字已更新。"))
    return replace(old, text=replace(old.text, en=text), change=note)


async def in_force(
    draft: Edition, said: ManualDocument, effective_on: date, at: datetime, settings: EditionSettings | None = None
) -> Edition:
    """The draft with this document, approved by a second person."""
    wanted = (settings or EditionSettings()).model_copy(update={"effective_on": effective_on})
    written = await write_edition(WRITER, draft.key, draft.number, said, draft.row_version)
    put = await write_settings(WRITER, draft.key, draft.number, wanted, written.row_version)
    sent = await submit_edition(WRITER, draft.key, draft.number, put.row_version, at)
    return await approve_edition(APPROVER, draft.key, draft.number, sent.row_version, at)


async def first_edition(said: ManualDocument, effective_on: date, at: datetime) -> Edition:
    """A manual `house-manual` whose first edition is in force from a day on."""
    return await in_force(await make_manual(WRITER, NEW, at), said, effective_on, at)
