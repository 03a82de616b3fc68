"""Pages: a draft of a scheme as a whole, and how it comes into force: sent in by one person, approved by another."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import gettext as _
from network.scorecards.commands.drafts import (
    approve_draft,
    discard_draft,
    reject_draft,
    start_draft,
    submit_draft,
    take_back_draft,
    write_draft,
)
from network.scorecards.errors import (
    BadSchemeForm,
    DraftFaulty,
    DraftUnfinished,
    SchemeCodeTaken,
    SchemePartNotFound,
    SchemeSamePerson,
)
from network.scorecards.pages.scheme_difference import difference_lines
from network.scorecards.pages.scheme_outline import outline
from network.scorecards.pages.scheme_words import (
    DRAFTS,
    PATH,
    brief,
    draft_path,
    name_of,
    problem_lines,
    sum_words,
    trail_to,
)
from network.scorecards.queries.drafts import Draft, draft_with_problems, read_draft, version_before
from network.scorecards.queries.schemes import read_scheme
from network.scorecards.rules import scheme_editing as editing
from network.scorecards.rules.scheme import Scheme
from network.scorecards.schemas.drafts import RejectIn, StartDraftIn
from network.scorecards.schemas.scheme_lines import weights_of
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

APPROVES = [allows(Permission.APPROVE_SCHEMES)]
_REFUSALS = (DraftFaulty, SchemeSamePerson, PreconditionFailed, BadSchemeForm)


class SchemeStartPages(Controller):
    path = PATH + "/{code:str}/{version:int}/draft"
    guards = [allows(Permission.CHANGE_SCHEMES)]

    @get()
    async def form(self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]) -> Page:
        """Of the same scheme, or of one of its own."""
        return _start_form((await read_scheme(actor, code, version)).scheme, {}, None)

    @post()
    async def start(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]
    ) -> Response[Any]:
        """Start a draft that says what this version says."""
        typed = typed_values(await request.form(), StartDraftIn.model_fields)
        try:
            wanted = read_as(StartDraftIn, typed, BadSchemeForm)
            made = await start_draft(actor, code, version, now(), wanted.code)
        except (BadSchemeForm, SchemeCodeTaken, DraftUnfinished) as refusal:
            return _start_form((await read_scheme(actor, code, version)).scheme, typed, refusal)
        return Redirect(draft_path(made.id), status_code=303)


class SchemeDraftPages(Controller):
    path = DRAFTS + "/{draft_id:uuid}"
    guards = [allows(Permission.CHANGE_SCHEMES)]

    @get()
    async def draft(self, actor: NamedDependency[Actor], draft_id: FromPath[UUID]) -> Page:
        """Everything that the draft says, what keeps it from being sent in, and the button that is next."""
        return await _shown(actor, draft_id)

    @get("/changes")
    async def changes(self, actor: NamedDependency[Actor], draft_id: FromPath[UUID]) -> Page:
        """What differs from the version it was begun from, side by side."""
        draft = await read_draft(actor, draft_id)
        before = await version_before(actor, draft)
        return page(
            "scheme_changes.html",
            **brief(draft, actor),
            former=before and before.scheme.version,
            former_name=before and name_of(before.scheme),
            lines=difference_lines(before.scheme, draft.scheme) if before else [],
            breadcrumbs=trail_to(draft, _("What is new")),
        )

    @get("/weights/sum")
    async def weight_sum(self, request: HouseRequest, actor: NamedDependency[Actor], draft_id: FromPath[UUID]) -> Page:
        """The sum of what is being typed, for the line below the weights."""
        draft = await read_draft(actor, draft_id)
        try:
            weights = weights_of(dict(request.query_params), len(draft.scheme.criteria))
        except BadSchemeForm:
            return page("scheme_weight_sum.html", total={"tone": "warn", "text": _("Each weight is a number.")})
        return page("scheme_weight_sum.html", total=sum_words(weights))

    @post("/weights")
    async def weights(
        self, request: HouseRequest, actor: NamedDependency[Actor], draft_id: FromPath[UUID]
    ) -> Response[Any]:
        """Set all weights; or move a criterion, when one of those buttons was pressed."""
        form = await request.form()
        draft = await read_draft(actor, draft_id)
        try:
            await write_draft(actor, draft_id, _weighed(draft.scheme, form), version_of(form))
        except (BadSchemeForm, PreconditionFailed) as refusal:
            return await _shown(actor, draft_id, refusal, _typed_weights(draft, form))
        return Redirect(f"{draft_path(draft_id)}#criteria", status_code=303)

    @post("/submit")
    async def submit(
        self, request: HouseRequest, actor: NamedDependency[Actor], draft_id: FromPath[UUID]
    ) -> Response[Any]:
        """Send it in for approval."""
        try:
            await submit_draft(actor, draft_id, version_of(await request.form()), now())
        except _REFUSALS as refusal:
            return await _shown(actor, draft_id, refusal)
        return Redirect(draft_path(draft_id), status_code=303)

    @post("/take-back")
    async def take_back(
        self, request: HouseRequest, actor: NamedDependency[Actor], draft_id: FromPath[UUID]
    ) -> Redirect:
        await take_back_draft(actor, draft_id, version_of(await request.form()))
        return Redirect(draft_path(draft_id), status_code=303)

    @post("/approve", guards=APPROVES)
    async def approve(
        self, request: HouseRequest, actor: NamedDependency[Actor], draft_id: FromPath[UUID]
    ) -> Response[Any]:
        """It becomes the next version of its scheme."""
        try:
            done = await approve_draft(actor, draft_id, version_of(await request.form()), now())
        except _REFUSALS as refusal:
            return await _shown(actor, draft_id, refusal)
        return Redirect(f"{PATH}/{done.scheme.code}/{done.became}", status_code=303)

    @post("/reject", guards=APPROVES)
    async def reject(
        self, request: HouseRequest, actor: NamedDependency[Actor], draft_id: FromPath[UUID]
    ) -> Response[Any]:
        """Turn it down; the reason stays with it."""
        form = await request.form()
        try:
            said = read_as(RejectIn, typed_values(form, RejectIn.model_fields), BadSchemeForm)
            await reject_draft(actor, draft_id, said.reason, version_of(form), now())
        except _REFUSALS as refusal:
            return await _shown(actor, draft_id, refusal)
        return Redirect(draft_path(draft_id), status_code=303)

    @post("/discard")
    async def discard(self, actor: NamedDependency[Actor], draft_id: FromPath[UUID]) -> Redirect:
        """A draft is gone for good."""
        await discard_draft(actor, draft_id)
        return Redirect(PATH, status_code=303)


async def _shown(
    actor: Actor, draft_id: UUID, refusal: ServicemarkError | None = None, weights: list[str] | None = None
) -> Page:
    """`weights`: as they were typed, when they could not be taken."""
    draft, problems, first = await draft_with_problems(actor, draft_id, now())
    told = [] if refusal is None or isinstance(refusal, DraftFaulty) else summary(wrong_fields(refusal))
    return page(
        "scheme_draft.html",
        status=refusal.status if refusal else 200,
        **brief(draft, actor),
        **outline(draft, weights),
        errors=told,
        problems=problem_lines(draft, problems) if draft.decided_at is None else [],
        first=str(first),
        own=actor.account in draft.writers,
        breadcrumbs=trail_to(draft),
    )


def _weighed(scheme: Scheme, form: FormMultiDict) -> Scheme:
    """The scheme as the form has it. BadSchemeForm, SchemePartNotFound."""
    typed = {name: str(value) for name, value in form.items()}
    weighed = editing.weighted(scheme, weights_of(typed, len(scheme.criteria)))
    for name, by in (("up", -1), ("down", 1)):
        if name in form:
            try:
                criteria = editing.moved(weighed.criteria, int(str(form[name])), by)
            except (ValueError, IndexError) as error:
                raise SchemePartNotFound() from error
            return weighed.model_copy(update={"criteria": criteria})
    return weighed


def _typed_weights(draft: Draft, form: FormMultiDict) -> list[str]:
    return [str(form.get(f"weight_{place}", "")) for place in range(len(draft.scheme.criteria))]


def _start_form(scheme: Scheme, typed: dict[str, str], refusal: ServicemarkError | None) -> Page:
    wrong = wrong_fields(refusal)
    return page(
        "scheme_start.html",
        status=refusal.status if refusal else 200,
        title=name_of(scheme),
        code=scheme.code,
        number=scheme.version,
        href=f"{PATH}/{scheme.code}/{scheme.version}",
        typed=typed.get("code", ""),
        wrong=wrong.get("code", ""),
        errors=summary(wrong),
        breadcrumbs=[{"label": _("Schemes"), "href": PATH}, {"label": _("Start a draft"), "href": ""}],
    )
