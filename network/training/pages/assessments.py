"""Pages: a site's self-assessments, the form of its draft, and how it has seen itself over time."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from markupsafe import Markup

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, NotFound, ServicemarkError
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.training.commands.assessments import begin_assessment, hand_in_assessment, keep_assessment
from network.training.errors.assessments import AssessmentIncomplete
from network.training.queries.assessments import self_assessment, self_assessments
from network.training.schemas.assessments import AssessmentIn, AssessmentOut, questionnaire
from network.web.forms import read_as, summary, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of
from reports import palette
from reports.charts import Class, Column, svg_columns

PART = "self-assessments"


class SelfAssessmentPages(Controller):
    path = "/sites/{code:str}/self-assessments"
    guards = [allows(Permission.READ_SELF_ASSESSMENTS)]

    @get()
    async def assessments(self, actor: NamedDependency[Actor], code: FromPath[str], done: FromQuery[str] = "") -> Page:
        """How the site has seen itself, part by part, over time; its draft for those who write it."""
        shop, found = await site(actor, code), await self_assessments(actor, code)
        handed = [each for each in found if each.handed_in_at]
        return page(
            "self_assessments.html",
            site=shop,
            path=site_path(code, PART),
            draft=next((_brief(each) for each in found if not each.handed_in_at), None),
            may_assess=actor.may(Permission.ASSESS_SELF),
            assessments=[_brief(each) for each in handed],
            parts=_parts(handed),
            chart=_chart(handed),
            flashes=[{"tone": "good", "text": _("The self-assessment is handed in.")}] if done else [],
            tabs=site_tabs(actor, code, PART),
            breadcrumbs=trail_to(shop, current(), _("Self-assessments")),
        )

    @post(guards=[allows(Permission.ASSESS_SELF)])
    async def begin(self, actor: NamedDependency[Actor], code: FromPath[str]) -> Redirect:
        made = await begin_assessment(actor, code, now())
        return Redirect(site_path(code, PART, str(made)), status_code=303)

    @get("/{assessment_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], code: FromPath[str], assessment_id: FromPath[UUID]) -> Page:
        found = await self_assessment(actor, code, assessment_id)
        return await _shown(actor, code, found, found.answers, found.note)

    @post("/{assessment_id:uuid}/draft", guards=[allows(Permission.ASSESS_SELF)])
    async def keep(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], assessment_id: FromPath[UUID]
    ) -> Page:
        """What the page sends by itself at each change; the answer is the new version."""
        form = await request.form()
        version = await keep_assessment(actor, code, assessment_id, _given(form), version_of(form))
        return page("self_assessment_saved.html", version=version)

    @post("/{assessment_id:uuid}", guards=[allows(Permission.ASSESS_SELF)])
    async def hand_in(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], assessment_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        try:
            await hand_in_assessment(actor, code, assessment_id, _given(form), version_of(form), now())
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            found = await self_assessment(actor, code, assessment_id)
            return await _shown(actor, code, found, _typed(form), str(form.get("note", "")), refusal)
        return Redirect(f"{site_path(code, PART)}?done=handed_in", status_code=303)


def _typed(form: FormMultiDict) -> dict[str, str]:
    """What is chosen, by item."""
    return {item.key: str(form[item.key]) for item in questionnaire().items if item.key in form}


def _given(form: FormMultiDict) -> AssessmentIn:
    return read_as(AssessmentIn, {"answers": _typed(form), "note": str(form.get("note", ""))}, AssessmentIncomplete)


async def _shown(
    actor: Actor,
    code: str,
    found: AssessmentOut,
    answers: Mapping[str, int | str],
    note: str,
    refusal: ServicemarkError | None = None,
) -> Page:
    """The form of a draft; what was handed in can be read only."""
    shop, wrong, spoken = await site(actor, code), wrong_fields(refusal), current().code
    return page(
        "self_assessment.html",
        status=refusal.status if refusal else 200,
        site=shop,
        path=site_path(code, PART, str(found.id)),
        writes=found.handed_in_at is None and actor.may(Permission.ASSESS_SELF),
        version=refusal.current if isinstance(refusal, PreconditionFailed) else found.version,
        parts=[
            {
                "title": part.title.in_language(spoken),
                "items": [
                    {"key": item.key, "text": item.text.in_language(spoken), "answer": str(answers.get(item.key, ""))}
                    for item in part.items
                ],
            }
            for part in questionnaire().parts
        ],
        note=note,
        brief=_brief(found),
        wrong=wrong,
        errors=summary(wrong),
        tabs=site_tabs(actor, code, PART),
        breadcrumbs=trail_to(shop, current(), _("Self-assessments"), PART, _brief(found)["day"]),
    )


def _brief(found: AssessmentOut) -> dict[str, Any]:
    answered = ngettext("%(count)s item answered", "%(count)s items answered", found.total.answered)
    return {
        "href": site_path(found.site, PART, str(found.id)),
        "day": current().date(found.assessed_on),
        "who": found.handed_in_by,
        "total": _percent(found.total.percent),
        "answered": answered % {"count": found.total.answered},
    }


def _parts(handed: list[AssessmentOut]) -> list[dict[str, Any]]:
    """Each part, and all together, of the newest assessment beside the one before."""
    if not handed:
        return []
    newest, before = handed[0], handed[1] if len(handed) > 1 else None
    titles = {part.key: part.title.in_language(current().code) for part in questionnaire().parts}
    earlier = {each.key: each.percent for each in [*before.parts, before.total]} if before else {}
    return [
        {
            "title": titles.get(each.key, _("All parts")),
            "points": _("%(points)s of %(possible)s") % {"points": each.points, "possible": each.possible},
            "percent": _percent(each.percent),
            "change": f"{each.percent - earlier[each.key]:+.1f}" if each.key in earlier else "–",
        }
        for each in [*newest.parts, newest.total]
    ]


def _chart(handed: list[AssessmentOut]) -> dict[str, Any] | None:
    """The whole over time, the oldest first, as the macro `chart` takes it."""
    if not handed:
        return None
    named = [(current().date(each.assessed_on), each.total.percent) for each in reversed(handed)]
    title = _("Self-assessment over time")
    columns = [Column(day, (percent,), _percent(percent)) for day, percent in named]
    classes = [Class(_("Share of all points (%)"), palette.BLUE)]
    drawing = svg_columns(classes, columns, current(), title, "self-assessments", height=220)
    return {
        "title": title,
        "description": _("All seven parts together, in per cent of the points."),
        "svg": Markup(drawing),  # noqa: S704 - our own drawing; its texts are escaped there
        "headers": [_("Day"), _("Share of all points (%)")],
        "rows": [(day, _percent(percent)) for day, percent in named],
    }


def _percent(value: Decimal) -> str:
    return current().percent(value / 100, 1)
