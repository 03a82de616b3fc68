"""Pages: what operators propose: at their site, and in the queue of headquarters."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, ServicemarkError
from network.foundation.i18n import Language, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.sites.commands.proposals import accept_proposal, propose_changes, refuse_proposal, retract_proposal
from network.sites.errors.site_files import BadSiteFile, FileChangedMeanwhile
from network.sites.lists.proposals import PROPOSALS
from network.sites.pages.site_file_forms import changes_of, read_form
from network.sites.pages.site_file_words import change_rows
from network.sites.pages.site_files import form_page, section_of
from network.sites.pages.sites import region_groups, site_path, site_tabs, trail_to
from network.sites.queries.proposals import list_proposals, proposal_for_decision, proposals_of
from network.sites.queries.regions import regions
from network.sites.queries.sites import site
from network.sites.rules.proposals import PROPOSAL_LABELS, ProposalState
from network.sites.rules.site_files import FIELDS
from network.sites.schemas.proposals import DecisionIn, ProposalIn, ProposalOut, ProposalsOut
from network.sites.schemas.sites import RegionOut
from network.web.downloads import MOST_ROWS, check_rows, format_of, table_download
from network.web.forms import read_as
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of
from network.web.visit import visit_of

DONE = {
    "retracted": lazy("The proposal has been taken back."),
    "accepted": lazy("The proposal has been accepted; the file says so now."),
    "refused": lazy("The proposal has been refused; the operator reads your reason."),
}
TONES = {
    ProposalState.OPEN: ("warn", "hourglass"),
    ProposalState.ACCEPTED: ("good", "circle-check"),
    ProposalState.REFUSED: ("bad", "circle-x"),
    ProposalState.RETRACTED: ("neutral", "arrow-back-up"),
}
LONGEST_REASON = 2000


class SiteProposalPages(Controller):
    path = "/sites/{code:str}/proposals"
    guards = [allows(Permission.READ_SITE_FILES)]

    @get()
    async def proposals(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], done: FromQuery[str] = ""
    ) -> Page:
        shop, found = await site(actor, code), await proposals_of(actor, code)
        spoken = visit_of(request).language
        return page(
            "site_proposals.html",
            site=shop,
            proposals=[proposal_words(each, spoken) for each in found],
            proposing=actor.may(Permission.PROPOSE_SITE_CHANGES),
            deciding=actor.may(Permission.CHANGE_SITE_FILES),
            file_href=site_path(code, "file"),
            flashes=flashes(done),
            tabs=site_tabs(actor, code, "file"),
            breadcrumbs=trail_to(shop, spoken, _("Site file"), "file", _("Proposals")),
        )

    @post(guards=[allows(Permission.PROPOSE_SITE_CHANGES)])
    async def propose(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[Any]:
        """The form of one section of the file, which it names."""
        shop, form = await site(actor, code), await request.form()
        section, version = section_of(str(form.get("section", ""))), version_of(form)
        typed, reason = read_form(form, section, open_only=True), str(form.get("reason", "")).strip()[:LONGEST_REASON]
        if form.get("more"):
            return await form_page(request, actor, shop, section, typed, version, reason=reason)
        try:
            wanted = ProposalIn(changes=changes_of(typed, section), reason=reason)
            await propose_changes(actor, code, version, wanted, now())
        except (Invalid, PreconditionFailed) as refusal:
            return await form_page(request, actor, shop, section, typed, version, refusal, reason)
        return Redirect(site_path(code, "file") + "?done=proposed", status_code=303)

    @post("/{proposal_id:uuid}/retract", guards=[allows(Permission.PROPOSE_SITE_CHANGES)])
    async def retract(
        self, actor: NamedDependency[Actor], code: FromPath[str], proposal_id: FromPath[UUID]
    ) -> Redirect:
        await retract_proposal(actor, code, proposal_id, now())
        return Redirect(site_path(code, "proposals") + "?done=retracted", status_code=303)


class ProposalPages(Controller):
    path = "/proposals"
    guards = [allows(Permission.CHANGE_SITE_FILES)]

    @get()
    async def queue(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Every proposal in reach, those that wait first, or what is shown of them as a file (`?format=csv`)."""
        state, spoken = ListState.read(request.query_params, PROPOSALS), visit_of(request).language
        if kind := format_of(request):
            found = await list_proposals(actor, state, limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[cells(each, spoken)[column.key] for column in shown] for each in found.items]
            return await table_download(_("Proposals"), [str(column.label) for column in shown], rows, kind)
        found = await list_proposals(actor, state)
        return _queue_page(found, state.within(found.total), await regions(actor), spoken)

    @get("/{proposal_id:uuid}")
    async def show(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        proposal_id: FromPath[UUID],
        done: FromQuery[str] = "",
    ) -> Page:
        return await _decision_page(request, actor, proposal_id, done=done)

    @post("/{proposal_id:uuid}/accept")
    async def accept(
        self, request: HouseRequest, actor: NamedDependency[Actor], proposal_id: FromPath[UUID]
    ) -> Response[Any]:
        note = await _written(request, "note")
        try:
            await accept_proposal(actor, proposal_id, _reason(note), now())
        except (FileChangedMeanwhile, Invalid) as refusal:
            return await _decision_page(request, actor, proposal_id, refusal, note)
        return Redirect(f"/proposals/{proposal_id}?done=accepted", status_code=303)

    @post("/{proposal_id:uuid}/refuse")
    async def refuse(
        self, request: HouseRequest, actor: NamedDependency[Actor], proposal_id: FromPath[UUID]
    ) -> Response[Any]:
        try:
            await refuse_proposal(actor, proposal_id, _reason(await _written(request, "reason")), now())
        except Invalid as refusal:
            return await _decision_page(request, actor, proposal_id, refusal)
        return Redirect(f"/proposals/{proposal_id}?done=refused", status_code=303)


def proposal_words(proposal: ProposalOut, spoken: Language) -> dict[str, Any]:
    """A proposal as it is shown, its changes in words."""
    tone, symbol = TONES[proposal.state]
    here = site_path(proposal.site, "proposals", str(proposal.id))
    return {
        "id": str(proposal.id),
        "changes": change_rows(proposal.changes),
        "reason": proposal.reason,
        "state": {"label": str(PROPOSAL_LABELS[proposal.state]), "tone": tone, "icon": symbol},
        "open": proposal.state is ProposalState.OPEN,
        "proposer": proposal.proposer,
        "proposed_at": spoken.moment(proposal.proposed_at),
        "decider": proposal.decider,
        "decided_at": spoken.moment(proposal.decided_at) if proposal.decided_at else "",
        "decision_reason": proposal.decision_reason,
        "retract_href": f"{here}/retract",
        "decide_href": f"/proposals/{proposal.id}",
    }


def flashes(done: str) -> list[dict[str, str]]:
    return [{"tone": "good", "text": str(DONE[done])}] if done in DONE else []


async def _written(request: HouseRequest, field: str) -> str:
    return str((await request.form()).get(field, "")).strip()[:LONGEST_REASON]


def _reason(written: str) -> str:
    """Raises BadSiteFile for one that cannot be kept."""
    return read_as(DecisionIn, {"reason": written}, BadSiteFile).reason


def cells(proposal: ProposalOut, spoken: Language) -> dict[str, str | None]:
    """A row of the queue, by column."""
    return {
        "site": f"{proposal.name_in(spoken.code)} ({proposal.site})",
        "fields": ", ".join(str(FIELDS[change.field].label) for change in proposal.changes),
        "proposer": proposal.proposer,
        "proposed_at": spoken.moment(proposal.proposed_at),
        "state": str(PROPOSAL_LABELS[proposal.state]),
        "decided_at": spoken.moment(proposal.decided_at) if proposal.decided_at else None,
    }


def _queue_page(found: ProposalsOut, state: ListState, tree: list[RegionOut], spoken: Language) -> Page:
    waiting = ngettext("%(count)s waits", "%(count)s wait", found.open) % {"count": spoken.decimal(found.open)}
    rows = [{**cells(each, spoken), "href": f"/proposals/{each.id}", "tone": TONES[each.state]} for each in found.items]
    table = list_card(
        state,
        found.total,
        rows,
        title=_("Proposals"),
        count=waiting,
        search_label=_("Site or person"),
        groups=[options(state, "state", _("State"), PROPOSAL_LABELS), *region_groups(state, tree, spoken)],
        empty=Empty(
            _("Nobody has proposed anything yet"),
            _("When an operator wants the file of its site changed, the proposal appears here for your decision."),
        ),
    )
    return page("proposals.html", table=table, breadcrumbs=[{"label": _("Proposals"), "href": ""}])


async def _decision_page(
    request: HouseRequest,
    actor: Actor,
    proposal_id: UUID,
    refusal: ServicemarkError | None = None,
    note: str = "",
    done: str = "",
) -> Page:
    """What is asked beside what the file says now, and the two answers."""
    found, spoken = await proposal_for_decision(actor, proposal_id), visit_of(request).language
    proposal = found.proposal
    wrong = {name: str(text) for name, text in refusal.fields.items()} if isinstance(refusal, Invalid) else {}
    told = [refusal.text()] if isinstance(refusal, Conflict) else list(wrong.values())
    return page(
        "proposal.html",
        status=refusal.status if refusal else 200,
        proposal=proposal_words(proposal, spoken),
        changes=change_rows(proposal.changes, found.now if proposal.state is ProposalState.OPEN else None),
        overtaken=[str(FIELDS[name].label) for name in found.overtaken],
        site_name=proposal.name_in(spoken.code),
        site_code=proposal.site,
        file_href=site_path(proposal.site, "file"),
        errors=[{"field": "", "message": text} for text in told],
        note=note,
        flashes=flashes(done),
        breadcrumbs=[
            {"label": _("Proposals"), "href": "/proposals"},
            {"label": proposal.name_in(spoken.code), "href": ""},
        ],
    )
