"""The workbook of a report as it is handed out, and the receipts of what was handed in."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.foundation.settings import Settings
from network.repairs.errors.report_files import ReceiptNotFound
from network.repairs.queries.reports import report
from network.repairs.rules.report_figures import FIGURES, LONGEST_TEXT, SECTION_LABELS, WRITTEN, ReportSection
from network.repairs.rules.report_files import FORM
from network.repairs.rules.report_questions import SHORTEST_SENTENCE
from network.repairs.rules.reports import MOST, Content
from network.repairs.schemas.report_files import HandedInOut
from network.repairs.schemas.reports import LONGEST_SENTENCE, ReportOut
from network.sites.queries.site_files import site_id
from network.sites.queries.sites import site
from network.sites.schemas.sites import SiteOut
from reports.report_form import Balance, Figure, ReportForm, Section
from reports.report_workbook import render_report_workbook

_BALANCE = Balance("wip_closing", ("wip_opening", "received"), ("closed", "transferred"))
_RECEIPTS = """
select r.id, s.code as site, to_char(r.month, 'YYYY-MM') as month, r.revision, r.way, r.name, r.sha256, r.received_at,
       r.sender, r.outcome
from report_receipt r join site s on s.id = r.site
where r.site = $1 and r.month = $2
"""


async def report_workbook(
    actor: Actor, settings: Settings, code: str, month: Month, now: datetime
) -> tuple[str, bytes]:
    """A report as a workbook to fill in, its name and bytes: from its newest revision, else from what the records know.

    In the reader's language. Refusals as those of `queries.reports.report`.
    """
    actor.require(Permission.FILE_REPORTS)
    shop, found = await site(actor, code), await report(actor, code, month, now)
    form = _form(settings, shop, found, month)
    content = await asyncio.to_thread(render_report_workbook, form, current())
    return f"{code} {month}.xlsx", content


def _form(settings: Settings, shop: SiteOut, found: ReportOut, month: Month) -> ReportForm:
    language = current()
    last_day = (found.due_at - timedelta(microseconds=1)).astimezone(ZoneInfo(shop.time_zone)).date()
    content = found.content
    return ReportForm(
        network_name=settings.name_of_network(language.code),
        site=f"{shop.name_in(language.code)} ({shop.code})",
        month=(month.year, month.number),
        due=_("Due by the end of %(day)s") % {"day": language.date(last_day)},
        nil=content.nil,
        sections=tuple(_section(section, content, found) for section in ReportSection),
        balance=_BALANCE,
        identity=(
            ("form", str(FORM)),
            ("site", shop.code),
            ("month", str(month)),
            ("revision", str(found.revisions[0].revision if found.revisions else 0)),
            ("version", str(found.version)),
        ),
        most=MOST,
        longest_sentence=LONGEST_SENTENCE,
        longest_text=LONGEST_TEXT,
        shortest_sentence=SHORTEST_SENTENCE,
    )


def _section(section: ReportSection, content: Content, found: ReportOut) -> Section:
    asked = {each.field: each.text for each in found.questions if each.field in content.figures}
    figures = tuple(
        Figure(
            key,
            str(figure.label),
            content.figures.get(key),
            found.known.get(key),
            content.explanations.get(key, ""),
            figure.part_of,
            asked.get(key, ""),
        )
        for key, figure in FIGURES.items()
        if figure.section is section
    )
    text_key = section.value if section in WRITTEN else ""
    return Section(str(SECTION_LABELS[section]), figures, text_key, content.words.get(text_key, ""))


async def list_receipts(actor: Actor, code: str, month: Month) -> list[HandedInOut]:
    """What was handed in for a month, however, the newest first. SiteNotFound."""
    actor.require(Permission.READ_REPORTS)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_RECEIPTS} order by r.received_at desc, r.id", await site_id(code), month.first)
    return [_handed_in(row) for row in rows]


async def receipt(actor: Actor, code: str, month: Month, receipt_id: UUID) -> HandedInOut:
    """One of them. SiteNotFound, ReceiptNotFound."""
    actor.require(Permission.READ_REPORTS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_RECEIPTS} and r.id = $3", await site_id(code), month.first, receipt_id)
    if row is None:
        raise ReceiptNotFound()
    return _handed_in(row)


def _handed_in(row: Record) -> HandedInOut:
    return HandedInOut(**{name: row[name] for name in HandedInOut.model_fields})
