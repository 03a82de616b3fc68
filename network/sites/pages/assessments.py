"""Pages of an assessor: what there is to assess, the form, the review before it is handed in."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.commands.assessments import assign_assessor, release_assessor, save_marks, submit_assessment
from network.sites.errors.assessments import MayNotAssess
from network.sites.pages.assessments_form import Typed, form_view, kept_as_typed, typed_in
from network.sites.pages.assessments_review import review_view
from network.sites.queries.assessments import my_assessment, my_assessments
from network.sites.rules.assessments import CHOOSING
from network.sites.schemas.assessments import AssessmentLine, MyAssessment
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

PATH = "/assessments"


class AssessmentPages(Controller):
    path = PATH
    guards = [allows(Permission.ASSESS_APPLICATIONS)]

    @get()
    async def assessments(self, actor: NamedDependency[Actor]) -> Page:
        """Mine: to be written, and handed in."""
        lines = [_line(each) for each in await my_assessments(actor)]
        return page(
            "assessments.html",
            waiting=[each for each in lines if not each["submitted"]],
            done=[each for each in lines if each["submitted"]],
            breadcrumbs=[{"label": _("Assessments"), "href": ""}],
        )

    @get("/{assessment_id:uuid}")
    async def assessment(self, actor: NamedDependency[Actor], assessment_id: FromPath[UUID]) -> Page:
        """The form; once it is handed in, or the application is over, what was written."""
        mine = await my_assessment(actor, assessment_id)
        if not mine.written or mine.line.application_state not in CHOOSING:
            return _review(mine)
        return _form(mine, kept_as_typed(mine))

    @post("/{assessment_id:uuid}")
    async def save(
        self, request: HouseRequest, actor: NamedDependency[Actor], assessment_id: FromPath[UUID]
    ) -> Response[Any]:
        """Keep what was typed, complete or not; with `review` go on to look it over."""
        form = await request.form()
        mine = await my_assessment(actor, assessment_id)
        typed = typed_in(form, mine.criteria.document)
        try:
            await save_marks(actor, assessment_id, typed.marks(), version_of(form), now())
        except Invalid as refused:
            return _form(mine, typed, {name: str(text) for name, text in refused.fields.items()}, status=422)
        except PreconditionFailed:
            return _form(mine, typed, theirs=kept_as_typed(mine), status=412)
        onward = "/review" if "review" in form else ""
        return Redirect(f"{PATH}/{assessment_id}{onward}", status_code=303)

    @get("/{assessment_id:uuid}/review")
    async def review(self, actor: NamedDependency[Actor], assessment_id: FromPath[UUID]) -> Page:
        """What was written, what it comes to, and what is missing."""
        return _review(await my_assessment(actor, assessment_id))

    @post("/{assessment_id:uuid}/submit")
    async def submit(
        self, request: HouseRequest, actor: NamedDependency[Actor], assessment_id: FromPath[UUID]
    ) -> Redirect:
        """Hand it in, as it was reviewed."""
        await submit_assessment(actor, assessment_id, version_of(await request.form()), now())
        return Redirect(f"{PATH}/{assessment_id}", status_code=303)


class AssessorPages(Controller):
    """Headquarters chooses who assesses an application."""

    path = "/applications/{application_id:uuid}/assessors"
    guards = [allows(Permission.READ_APPLICATIONS)]

    @post()
    async def assign(
        self, request: HouseRequest, actor: NamedDependency[Actor], application_id: FromPath[UUID]
    ) -> Redirect:
        await assign_assessor(actor, application_id, _chosen(await request.form()), now())
        return Redirect(f"/applications/{application_id}", status_code=303)

    @post("/{assessment_id:uuid}/release")
    async def release(
        self, actor: NamedDependency[Actor], application_id: FromPath[UUID], assessment_id: FromPath[UUID]
    ) -> Redirect:
        await release_assessor(actor, application_id, assessment_id)
        return Redirect(f"/applications/{application_id}", status_code=303)


def _chosen(form: FormMultiDict) -> UUID:
    try:
        return UUID(str(form.get("account", "")))
    except ValueError as error:
        raise MayNotAssess({"account": _("Choose someone else.")}) from error


def _line(mine: AssessmentLine) -> dict[str, Any]:
    reading = current()
    return {
        "href": f"{PATH}/{mine.id}",
        "site": mine.site_in(reading.code),
        "operator": mine.operator_in(reading.code),
        "city": mine.city_in(reading.code),
        "number": mine.number,
        "asked": reading.date(mine.assigned_at.date()),
        "submitted": reading.date(mine.submitted_at.date()) if mine.submitted_at else "",
        "over": mine.application_state not in CHOOSING,
        "marked": _("%(marked)s of %(criteria)s") % {"marked": mine.marked, "criteria": mine.criteria},
        "begun": mine.marked > 0,
    }


def heading(mine: MyAssessment) -> dict[str, Any]:
    """What both pages of an assessment show at their head."""
    name = mine.line.site_in(current().code)
    return {
        **_line(mine.line),
        "version": mine.version,
        "address": str(mine.details.get("address") or ""),
        "breadcrumbs": [{"label": _("Assessments"), "href": PATH}, {"label": f"{name} {mine.line.number}", "href": ""}],
    }


def _form(
    mine: MyAssessment,
    typed: Typed,
    errors: dict[str, str] | None = None,
    *,
    theirs: Typed | None = None,
    status: int = 200,
) -> Page:
    view = form_view(mine, typed, errors or {}, theirs)
    return page("assessment.html", status=status, **heading(mine), **view)


def _review(mine: MyAssessment) -> Page:
    return page("assessment_review.html", **heading(mine), **review_view(mine))
