"""Pages: service standards, each with what states, teaches, checks and measures it, and what of that is missing."""

from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.manuals.queries.standards import list_standards
from network.manuals.rules.standards import CONTROL_POINT_LABELS, ControlPoint
from network.scorecards.pages.standard_words import PATH, question_view, standard_charts, standard_path, standard_view
from network.scorecards.queries.standards import standard_gaps, standing_standard, standing_standards
from network.web.guards import allows
from network.web.templating import Page, page

DONE = {
    "made": lazy("The standard is set. Name it in clauses, questions and courses by its key."),
    "changed": lazy("The standard is changed."),
    "retired": lazy("The standard is retired."),
}


class StandardPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_STANDARDS)]

    @get()
    async def standards(self, actor: NamedDependency[Actor]) -> Page:
        """Those that hold, by control point, with the state of the network on each."""
        views = [standard_view(each) for each in await standing_standards(actor, now())]
        changes = actor.may(Permission.CHANGE_STANDARDS)
        retired = await list_standards(actor, retired=True) if changes else []
        return page(
            "standards.html",
            groups=[
                {"label": str(CONTROL_POINT_LABELS[point]), "key": str(point), "standards": within}
                for point in ControlPoint
                if (within := [view for view in views if view["control_point"] == point])
            ],
            retired=[
                {"label": each.indicator.in_language(current().code), "href": standard_path(each.key)}
                for each in retired
            ],
            may_change=changes,
            may_see_gaps=actor.may(Permission.READ_CHECKLISTS),
            shows=_shown(actor),
            breadcrumbs=[{"label": _("Standards"), "href": ""}],
        )

    @get("/gaps", guards=[allows(Permission.READ_CHECKLISTS)])
    async def gaps(self, actor: NamedDependency[Actor]) -> Page:
        """Standards that nothing states, teaches, checks or measures, and questions that no standard backs."""
        gaps, found = await standard_gaps(actor, now())
        views = {each.standard.key: standard_view(each) for each in found}
        parts = (
            (_("Stated by no clause in force"), gaps.unstated, _("Name the standard at a clause of the next edition.")),
            (_("Taught by no course"), gaps.untaught, _("Name the standard at the next version of a course.")),
            (_("Checked by no question"), gaps.unchecked, _("Name the standard at a question of a checklist.")),
            (_("Measured by no metric"), gaps.unmeasured, _("Choose a metric, where one tells of it.")),
        )
        return page(
            "standard_gaps.html",
            parts=[
                {"title": title, "remedy": remedy, "standards": [views[key] for key in keys]}
                for title, keys, remedy in parts
            ],
            unbacked=[question_view(each) for each in gaps.unbacked],
            breadcrumbs=[{"label": _("Standards"), "href": PATH}, {"label": _("Gaps"), "href": ""}],
        )

    @get("/{standard_key:str}")
    async def standard(
        self, actor: NamedDependency[Actor], standard_key: FromPath[str], done: FromQuery[str] = ""
    ) -> Page:
        """One standard: the clauses, courses and questions that name it, and what its metric says."""
        found = await standing_standard(actor, standard_key, now())
        view = standard_view(found)
        return page(
            "standard.html",
            standard=view,
            charts=standard_charts(found),
            may_change=actor.may(Permission.CHANGE_STANDARDS) and found.standard.retired_at is None,
            shows=_shown(actor),
            flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
            breadcrumbs=[{"label": _("Standards"), "href": PATH}, {"label": view["indicator"], "href": ""}],
        )


def _shown(actor: Actor) -> dict[str, Any]:
    """Which of the four the reader is told of."""
    return {
        "taught": actor.may(Permission.READ_COURSES),
        "checked": actor.may(Permission.READ_CHECKLISTS) or actor.may(Permission.READ_AUDITS),
        "measured": actor.may(Permission.READ_SCORECARDS),
        "own": actor.may(Permission.READ_SCORECARDS) and not actor.may(Permission.COMPARE_SITES),
    }
