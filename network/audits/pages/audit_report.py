"""A published audit as the sheet of its printed report."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from network.audits.pages.audit_words import critical_text
from network.audits.pages.planning_words import kind_text
from network.audits.pages.quoting_words import quote_line
from network.audits.queries.quoting import Quoted
from network.audits.rules.planning import PART_LABELS
from network.audits.rules.published import PublishedQuestion, PublishedSection
from network.audits.schemas.audits import AuditOut, RevisionOut
from network.foundation.files import kept
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.schemas.sites import SiteOut
from reports.audit import AuditSheet, PhotoLine, QuestionLine, SectionLine


def audit_sheet(
    found: AuditOut,
    shown: RevisionOut,
    shop: SiteOut,
    pictures: Mapping[UUID, bytes],
    quoted: Quoted,
    network: str,
    url: str,
) -> AuditSheet:
    """What the report of this revision says in the reader's language. `pictures`: small ones, JPEG, by photo;
    `quoted`: the clauses in force on the day of the visit, by standard."""
    language, zone, document = current(), ZoneInfo(found.time_zone), shown.document
    labels = {
        question.key: question.label.in_language(language.code)
        for section in document.sections
        for question in section.questions
    }
    return AuditSheet(
        network=network,
        site_code=shop.code,
        site=shop.name_in(language.code),
        other_name=shop.other_name(language.code),
        kind=kind_text(found.kind),
        checklist=document.title.in_language(language.code),
        visited_on=found.visited_on,
        part_of_day=str(PART_LABELS[found.part_of_day]),
        published_on=found.published_at.astimezone(zone).date(),
        score=shown.score,
        cap=document.cap if found.scored else None,
        critical_failures=shown.critical_failures,
        revision=shown.number,
        changed_because=shown.reason,
        voided_because=found.voided_reason or "",
        delivered_on=found.delivered_at.astimezone(zone).date() if found.delivered_at else None,
        appeal_until=found.appeal_until.astimezone(zone) if found.appeal_until else None,
        sections=tuple(_section(section, quoted) for section in document.sections),
        photos=tuple(
            PhotoLine(pictures[photo.id], labels.get(photo.question, ""))
            for photo in found.photos
            if photo.id in pictures
        ),
        url=url,
    )


def read_pictures(folder: Path, wanted: Mapping[UUID, str]) -> dict[UUID, bytes]:
    """The files of these SHA-256; FileGone when somebody has removed one. Blocks."""
    return {photo: kept(folder, sha256).read_bytes() for photo, sha256 in wanted.items()}


def _section(section: PublishedSection, quoted: Quoted) -> SectionLine:
    return SectionLine(
        label=section.label.in_language(current().code),
        earned=section.earned,
        possible=section.possible,
        cap=section.cap,
        questions=tuple(_question(question, quoted) for question in section.questions),
    )


def _question(question: PublishedQuestion, quoted: Quoted) -> QuestionLine:
    code = current().code
    answer = question.answer.in_language(code) if question.answer else ""
    if question.not_applicable is not None:
        answer = _("does not apply: %(reason)s") % {"reason": question.not_applicable or "–"}
    critical = question.critical if question.failed else None
    left_out = _("Left out after an appeal: it does not count.") if question.left_out else ""
    return QuestionLine(
        label=question.label.in_language(code),
        answer=answer,
        points=question.points,
        earned=question.earned,
        failed=question.failed,
        note=question.note,
        consequence=critical_text(critical) if critical else "",
        remark="\n".join(filter(None, (left_out, quote_line(question, quoted)))),
    )
