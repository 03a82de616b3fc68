"""What the pages of proposals show, and what was typed into their forms."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.ledger.errors.proposals import ProposalWrong
from network.ledger.pages.words import ledger_tabs
from network.ledger.queries.proposals import honours, list_proposals, proposal
from network.ledger.queries.wording import amount_text
from network.ledger.rules.effects import EFFECT_LABELS, Effect, right_for
from network.ledger.rules.proposals import APPEALABLE, ORIGIN_LABELS, Origin, ProposalState, may_appeal
from network.ledger.schemas.proposals import MOST_AT_ONCE, ProposalLine, ProposalsOut
from network.scorecards.lists import PEOPLE, PROPOSAL_STATES, PROPOSALS, PROPOSALS_PATH
from network.scorecards.pages.consequence_words import (
    consequence_path,
    proposal_cells,
    proposal_row,
    proposal_view,
    step_entry,
    title_of,
)
from network.scorecards.pages.texts import quarter_text
from network.scorecards.queries.consequences import scheme_of
from network.sites.pages.sites import site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.downloads import Format, check_rows, table_download
from network.web.forms import summary, wrong_fields
from network.web.listing import ListState, options
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

NEW = ("effect", "title", "reason", "amount", "currency", "days")
DONE = {
    "proposed": lazy("The proposal is made. Somebody else decides about it."),
    "decided": lazy("Your decision is on record."),
    "appealed": lazy("Your appeal is with headquarters. Nothing is posted before it is decided."),
    "appeal_decided": lazy("The appeal is decided; the site reads why."),
    "consented": lazy("Your choice is on record. You can change it at any time."),
    "approved": lazy("Approved. What needs no other person has taken effect."),
}
MANUAL = (Effect.MONEY, Effect.POINTS, Effect.DEMERITS, Effect.HONOUR, Effect.WARNING, Effect.RECTIFICATION)


def chosen(typed: Mapping[str, str], name: str, known: Sequence[str]) -> str:
    if typed[name] not in known:
        raise ProposalWrong({name: lazy("Choose one of the two.")})
    return typed[name]


def given_manual(typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed as the model takes it; a field left empty is none. ProposalWrong."""
    given: dict[str, Any] = {name: typed[name] for name in ("effect", "title", "reason")}
    given["currency"] = typed["currency"].strip().upper()
    try:
        given["amount"] = Decimal(typed["amount"].replace(",", "")) if typed["amount"].strip() else None
        given["days"] = int(typed["days"]) if typed["days"].strip() else None
    except (InvalidOperation, ValueError) as error:
        wrong = "amount" if isinstance(error, InvalidOperation) else "days"
        raise ProposalWrong({wrong: lazy("Enter a number.")}) from error
    return given


async def list_page(actor: Actor, state: ListState, code: str | None = None) -> Page:
    found, language = await list_proposals(actor, state, code=code), current()
    count = ngettext("%(count)s proposal", "%(count)s proposals", found.total)
    table = list_card(
        state.within(found.total),
        found.total,
        [proposal_row(line, language) for line in found.items],
        title=_("Proposed consequences"),
        count=count % {"count": language.decimal(found.total)},
        search_label=_("Site or consequence"),
        groups=[
            options(state, "state", _("State"), PROPOSAL_STATES),
            options(state, "effect", _("Effect"), EFFECT_LABELS),
            options(state, "people", _("Who decides"), PEOPLE),
            options(state, "origin", _("Origin"), ORIGIN_LABELS),
        ],
        empty=Empty(
            _("Nothing is proposed"),
            _("When a quarter is released to its sites, the rules of its scheme propose what follows."),
        ),
    )
    shop = await site(actor, code) if code else None
    decides = actor.may(Permission.APPROVE_CONSEQUENCES)
    return page(
        "consequences.html",
        table=table,
        shop=shop,
        approval_href=f"{PROPOSALS_PATH}/approval" if decides and not code else "",
        new_href=consequence_path(code, "new") if decides and code else "",
        tabs=site_tabs(actor, code, "consequences") if code else ledger_tabs(actor, "proposals"),
        breadcrumbs=trail_to(shop, language, _("Proposed consequences"))
        if shop
        else _crumbs(_("Proposed consequences")),
    )


def _crumbs(title: str) -> list[dict[str, str]]:
    return [{"label": _("Rewards and penalties"), "href": "/ledger"}, {"label": title, "href": ""}]


async def proposals_file(found: ProposalsOut, state: ListState, kind: Format) -> Response[bytes]:
    """Every proposal that matches, in the columns and the order shown."""
    check_rows(found.total)
    shown = state.visible()
    rows = [[proposal_cells(line, current())[column.key] for column in shown] for line in found.items]
    return await table_download(_("Proposed consequences"), [str(column.label) for column in shown], rows, kind)


async def approval_page(
    actor: Actor, state: ListState, refusal: Invalid | None = None, done: str = "", ticked: Collection[str] = ()
) -> Page:
    """At most so many at once; those that take two people, or somebody else, are decided one by one. `ticked`: ids."""
    wanted = ListState(PROPOSALS, state.q, "site", page=1, size=50, filters={"state": "open", "people": "one"})
    found = await list_proposals(actor, wanted, limit=MOST_AT_ONCE)
    lines, wrong = [line for line in found.items if _holds(actor, line)], wrong_fields(refusal)
    language = current()
    return page(
        "consequences_approval.html",
        status=422 if wrong else 200,
        rows=[proposal_row(line, language) for line in lines],
        ticked=ticked,
        sums={
            "given": [amount_text(language, unit, amount) for unit, amount in _sums(lines) if amount > 0],
            "taken": [amount_text(language, unit, amount) for unit, amount in _sums(lines) if amount < 0],
        },
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        tabs=ledger_tabs(actor, "proposals"),
        breadcrumbs=_crumbs(_("Approve what one person decides")),
    )


def _holds(actor: Actor, line: ProposalLine) -> bool:
    """The right at least somewhere; whether it reaches the region of the site, the command asks."""
    return line.origin is not Origin.MANUAL and actor.may(right_for(line.effect, line.amount))


def _sums(lines: Sequence[ProposalLine]) -> list[tuple[str, Decimal]]:
    """What would be booked in each unit: what is given and what is taken apart. Demerits take points."""
    sums: dict[tuple[str, bool], Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.amount is not None and line.unit is not None:
            booked = -line.amount if line.effect is Effect.DEMERITS else line.amount
            sums[line.unit, booked < 0] += booked
    return [(unit, amount) for (unit, _taken), amount in sorted(sums.items())]


async def new_page(actor: Actor, code: str, typed: Mapping[str, str], refusal: Invalid | None = None) -> Page:
    shop, wrong = await site(actor, code), wrong_fields(refusal)
    return page(
        "consequence_new.html",
        status=422 if wrong else 200,
        shop=shop,
        back=consequence_path(code),
        effects=[{"value": each.value, "label": str(EFFECT_LABELS[each])} for each in MANUAL],
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        tabs=site_tabs(actor, code, "consequences"),
        breadcrumbs=trail_to(
            shop, current(), _("Proposed consequences"), "consequences", _("Propose a reward or penalty")
        ),
    )


async def proposal_page(
    actor: Actor,
    code: str,
    consequence_id: UUID,
    typed: Mapping[str, str] | None = None,
    refusal: Invalid | None = None,
    done: str = "",
) -> Page:
    shop, found = await site(actor, code), await proposal(actor, consequence_id, now(), code)
    language, wrong, zone = current(), wrong_fields(refusal), ZoneInfo(shop.time_zone)
    own = actor.may(Permission.APPEAL_CONSEQUENCES)
    return page(
        "consequence.html",
        status=422 if wrong else 200,
        shop=shop,
        path=consequence_path(code, str(consequence_id)),
        proposal=proposal_view(found, await scheme_of(actor, found.scheme), language, zone),
        appeal=found.appeal,
        appealed_at=language.moment(found.appeal.asked_at, zone) if found.appeal else "",
        may_decide=found.may_decide,
        second=found.state is ProposalState.APPROVED_ONCE,
        two_people=found.two_people,
        may_decide_appeal=found.may_decide_appeal,
        may_appeal=own
        and found.adverse
        and found.appeal is None
        and found.state in APPEALABLE
        and may_appeal(now(), found.appeal_until),
        may_consent=own and found.effect is Effect.HONOUR and found.state is ProposalState.APPROVED,
        is_honour=found.effect is Effect.HONOUR,
        consent=found.consent,
        typed={**dict.fromkeys(("decision", "reason", "upheld", "verdict"), ""), **(typed or {})},
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        timeline=[step_entry(step, language, zone) for step in found.steps],
        tabs=site_tabs(actor, code, "consequences"),
        breadcrumbs=trail_to(
            shop,
            language,
            _("Proposed consequences"),
            "consequences",
            _("Proposal %(number)s") % {"number": found.number},
        ),
    )


async def honours_page(actor: Actor) -> Page:
    language = current()
    rows = [
        {
            "title": title_of(each.title, language),
            "period": quarter_text(Quarter.parse(each.period)) if each.period else "",
            "code": each.code,
            "name": each.name_zh if language.code == "zh_CN" and each.name_zh else each.name,
            "city": each.city_zh if language.code == "zh_CN" and each.city_zh else each.city,
            "day": language.date(each.honoured_at.date()),
        }
        for each in await honours(actor)
    ]
    return page("honours.html", rows=rows, tabs=ledger_tabs(actor, "honours"), breadcrumbs=_crumbs(_("Honours")))
