"""What the pages of published audits show."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from network.audits.commands.delivery import opened_audit
from network.audits.errors.appeals import AuditNotFound
from network.audits.lists_audits import AUDIT_STATES
from network.audits.pages.audit_words import (
    appeal_view,
    audit_path,
    audit_row,
    cap_text,
    day_and_part,
    flashes,
    last_day,
    question_view,
    score_text,
    section_points,
    state_tag,
    visited,
)
from network.audits.pages.planning_words import kind_text
from network.audits.pages.quoting_words import quotes_of
from network.audits.queries.audits import list_audits, site_audits
from network.audits.queries.coming import coming_visits
from network.audits.queries.quoting import Quoted, quoted_clauses
from network.audits.rules.appeals import AuditState, may_appeal
from network.audits.rules.checklists import KIND_LABELS
from network.audits.rules.planning import PartOfDay
from network.audits.rules.published import PublishedDocument, PublishedSection
from network.audits.rules.restating import differing, questions_of
from network.audits.schemas.assignments import ComingVisit
from network.audits.schemas.audits import AuditOut, MessageOut, RevisionOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import LANGUAGES, current, ngettext
from network.foundation.i18n import gettext as _
from network.sites.pages.sites import site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.forms import summary, wrong_fields
from network.web.listing import ListState, options
from network.web.tables import Empty, list_card
from network.web.templating import Page, page


async def audits_page(actor: Actor, state: ListState) -> Page:
    """The list of `/audits`."""
    found = await list_audits(actor, state)
    at, shown, own = now(), state.within(found.total), actor.may(Permission.APPEAL_AUDITS)
    count = ngettext("%(count)s audit", "%(count)s audits", found.total) % {"count": current().decimal(found.total)}
    table = list_card(
        shown,
        found.total,
        [audit_row(each, at, own=own) for each in found.items],
        title=_("Audits"),
        count=count,
        search_label=_("Code or name of a site"),
        groups=[
            options(state, "kind", _("Kind of visit"), KIND_LABELS),
            options(state, "state", _("State"), AUDIT_STATES),
        ],
        chips=_chips(state),
        empty=Empty(
            _("No audit is published yet"),
            _("What a visit found is published some days after it, when headquarters has reviewed it."),
        ),
    )
    days = {name: state.filters.get(name, "") for name in ("from_on", "to_on")}
    return page(
        "audits.html",
        table=table,
        days=days,
        keep=state.parameters("from_on", "to_on", "page"),
        decides=actor.may(Permission.DECIDE_APPEALS),
        breadcrumbs=[{"label": _("Audits"), "href": ""}],
    )


def _chips(state: ListState) -> list[dict[str, str]]:
    labels = {"site": _("Site"), "from_on": _("Visited from"), "to_on": _("Visited until")}
    return [
        {"label": label, "value": state.filters[name], "remove_href": state.url(**{name: ""})}
        for name, label in labels.items()
        if name in state.filters
    ]


async def site_audits_page(actor: Actor, code: str) -> Page:
    """The audits of one site, and what is announced to it."""
    at, shop = now(), await site(actor, code)
    today = at.astimezone(ZoneInfo(shop.time_zone)).date()
    found, coming = await site_audits(actor, code), await coming_visits(actor, code, today)
    own = actor.may(Permission.APPEAL_AUDITS)
    return page(
        "site_audits.html",
        site=shop,
        audits=[audit_row(each, at, own=own) for each in found],
        coming=[_coming(each) for each in coming],
        tabs=site_tabs(actor, code, "audits"),
        breadcrumbs=trail_to(shop, current(), _("Audits")),
    )


def _coming(visit: ComingVisit) -> dict[str, Any]:
    return {
        "kind": kind_text(visit.kind),
        "day": day_and_part(visit.visit_on, PartOfDay(visit.part_of_day)),
        "called_off": visit.called_off,
    }


async def audit_page(
    actor: Actor,
    code: str,
    audit_id: UUID,
    revision: int | None = None,
    *,
    done: str = "",
    typed: Mapping[str, str] | None = None,
    refusal: ServicemarkError | None = None,
) -> Page:
    """One audit in whole, as of a revision. SiteNotFound, AuditNotFound."""
    at = now()
    shop, found = await site(actor, code), await opened_audit(actor, code, audit_id, at)
    shown, wrong, zone = found.numbered(revision), wrong_fields(refusal), ZoneInfo(found.time_zone)
    if shown is None:
        raise AuditNotFound()
    open_ = may_appeal(AuditState(found.state), found.published_at, found.appeal_until, at)
    appeals = open_ and actor.may(Permission.APPEAL_AUDITS) and shown.number == found.revision
    quoted = await quoted_clauses(actor, found, shown.document)
    return page(
        "audit.html",
        status=refusal.status if refusal else 200,
        site=shop,
        title=title_of(found),
        path=audit_path(code, audit_id),
        tag=state_tag(found),
        found=found,
        shown=shown,
        score=score_text(shown.score),
        cap=cap_text(shown.document.cap) if found.scored else "",
        facts=_facts(found, shown, zone, at),
        appeals_open=open_,
        sections=[_section(each, found, quoted, may=appeals) for each in shown.document.sections],
        failed=[question_view(each) for each in questions_of(shown.document) if each.failed],
        photos=photos_of(found, shown.document),
        talk=[_message(each, shown.document, zone) for each in found.messages],
        questions=question_options(shown.document),
        writes=actor.may(Permission.APPEAL_AUDITS) or actor.may(Permission.DECIDE_APPEALS),
        appeals=[
            appeal_view(each, code, audit_id, label_of(found, each.question), zone) for each in found.appeals_made
        ],
        retracts=actor.may(Permission.APPEAL_AUDITS),
        languages=LANGUAGES,
        typed={"question": "", "body": "", **(typed or {})},
        wrong=wrong,
        errors=summary(wrong),
        flashes=flashes(done),
        tabs=site_tabs(actor, code, "audits"),
        breadcrumbs=trail_to(shop, current(), _("Audits"), "audits", title_of(found)),
    )


async def revisions_page(actor: Actor, code: str, audit_id: UUID) -> Page:
    """The revisions of an audit, each with what it says otherwise than the one before."""
    shop, found = await site(actor, code), await opened_audit(actor, code, audit_id, now())
    zone, before = ZoneInfo(found.time_zone), {each.number: each for each in found.revisions}
    return page(
        "audit_revisions.html",
        site=shop,
        title=title_of(found),
        path=audit_path(code, audit_id),
        revisions=[_revision(each, before.get(each.number - 1), zone) for each in found.revisions],
        tabs=site_tabs(actor, code, "audits"),
        breadcrumbs=trail_to(shop, current(), _("Audits"), "audits", title_of(found)),
    )


def title_of(found: AuditOut) -> str:
    return _("%(kind)s of %(day)s") % {"kind": kind_text(found.kind), "day": current().date(found.visited_on)}


def label_of(found: AuditOut, key: str) -> str:
    """A question by its text, as the revision in force has it."""
    question = found.in_force.document.question(key)
    return question.label.in_language(current().code) if question else key


def question_options(document: PublishedDocument) -> list[dict[str, str]]:
    code = current().code
    return [{"value": each.key, "label": each.label.in_language(code)} for each in questions_of(document)]


def _facts(found: AuditOut, shown: RevisionOut, zone: ZoneInfo, at: datetime) -> list[dict[str, str | None]]:
    language = current()
    facts = [
        (_("Kind of visit"), kind_text(found.kind)),
        (_("Visited"), visited(found)),
        (_("Checklist"), shown.document.title.in_language(language.code)),
        (_("Published"), language.date(found.published_at.astimezone(zone).date())),
        (_("Delivered"), language.moment(found.delivered_at, zone) if found.delivered_at else _("not yet")),
        (_("Appeals until"), _window(found, at)),
        (_("Revision"), language.decimal(shown.number)),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def _window(found: AuditOut, at: datetime) -> str:
    last = last_day(found)
    if found.appeal_until is None or last is None:
        return _("ten working days from the day the site first opens it or is mailed of it")
    closed = _("The days to appeal ended on %(day)s") if at >= found.appeal_until else "%(day)s"
    return closed % {"day": current().date(last)}


def _section(section: PublishedSection, found: AuditOut, quoted: Quoted, *, may: bool) -> dict[str, Any]:
    """A section; each question says whether it can still be appealed, and what the manuals said of it."""
    return {
        "label": section.label.in_language(current().code),
        "points": section_points(section),
        "cap": cap_text(section.cap),
        "questions": [
            {
                **question_view(each),
                "may_appeal": may and found.appeal_about(each.key) is None,
                "quotes": quotes_of(each, quoted),
            }
            for each in section.questions
        ],
    }


def photos_of(found: AuditOut, document: PublishedDocument) -> dict[str, list[dict[str, str]]]:
    """The photos by question."""
    shown: dict[str, list[dict[str, str]]] = {}
    for photo in found.photos:
        question = document.question(photo.question)
        label = question.label.in_language(current().code) if question else photo.question
        words = {"label": label, "place": current().decimal(photo.place)}
        alt = _("Photo %(place)s: %(label)s") % words
        href = audit_path(found.site, found.id, "photos", str(photo.id))
        shown.setdefault(photo.question, []).append({"href": href, "alt": alt})
    return shown


def _message(message: MessageOut, document: PublishedDocument, zone: ZoneInfo) -> dict[str, Any]:
    question = document.question(message.question) if message.question else None
    side = _("Headquarters") if message.side == "hq" else _("Site")
    return {
        "who": f"{side} · {message.who}" if message.who else side,
        "at": current().moment(message.at, zone),
        "question": question.label.in_language(current().code) if question else "",
        "body": message.body,
        "own": message.side == "site",
    }


def _revision(each: RevisionOut, before: RevisionOut | None, zone: ZoneInfo) -> dict[str, Any]:
    changes = differing(before.document, each.document) if before else []
    return {
        "number": each.number,
        "at": current().date(each.made_at.astimezone(zone).date()),
        "score": score_text(each.score),
        "score_before": score_text(before.score) if before else "",
        "reason": each.reason,
        "changes": [{"before": question_view(old), "after": question_view(new)} for old, new in changes],
    }
