"""Page: what a set of criteria would have said of past applications."""

from collections import Counter
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from network.foundation.access import Actor, Permission
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.pages.criteria import PATH, brief, trail_to
from network.sites.pages.criteria_words import obstacles, points, verdict
from network.sites.queries.criteria_trial import MOST_APPLICATIONS, TriedApplication, try_set
from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_scoring import Verdict
from network.web.guards import allows
from network.web.templating import Page, page


class CriteriaTrialPages(Controller):
    path = PATH + "/{code:str}/{version:int}/trial"
    guards = [allows(Permission.READ_APPLICATIONS)]

    @get()
    async def trial(self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]) -> Page:
        """Who would have passed under this version, and what would have kept the others out."""
        tried, applications = await try_set(actor, code, version)
        return page(
            "criteria_trial.html",
            **brief(tried),
            counts=_counts(applications),
            lines=[_line(tried.document, each) for each in applications],
            most=MOST_APPLICATIONS if len(applications) == MOST_APPLICATIONS else 0,
            breadcrumbs=trail_to(tried, _("Trial on past applications")),
        )


def _counts(applications: list[TriedApplication]) -> list[dict[str, Any]]:
    reading = current()
    verdicts = Counter(each.now.verdict for each in applications)
    counted = (
        (_("Applications assessed"), len(applications)),
        (_("Met the criteria then"), sum(each.then.passed for each in applications)),
        (_("Would meet these"), verdicts[Verdict.PASSES]),
        (_("Would not meet these"), verdicts[Verdict.FAILS]),
        (_("The marks leave it open"), verdicts[Verdict.OPEN]),
    )
    return [{"label": label, "value": reading.decimal(count)} for label, count in counted]


def _line(document: CriteriaDocument, tried: TriedApplication) -> dict[str, Any]:
    language = current().code
    least, most = points(tried.now.least.total), points(tried.now.most.total)
    unmarked = [document.criterion(key).label.in_language(language) for key in tried.now.unmarked]
    return {
        "number": tried.number,
        "href": f"/applications/{tried.id}",
        "site": tried.site_in(language),
        "city": tried.city_in(language),
        "judged_by": _("Version %(number)s") % {"number": tried.judged_by},
        "then": {**verdict(tried.then), "total": points(tried.then.total)},
        "now": {**_verdict(tried), "total": least if least == most else f"{least}–{most}"},
        "changed": tried.now.verdict is not (Verdict.PASSES if tried.then.passed else Verdict.FAILS),
        "why": _why(document, tried),
        "unmarked": unmarked,
    }


def _verdict(tried: TriedApplication) -> dict[str, str]:
    if tried.now.verdict is Verdict.OPEN:
        return {"label": _("Open"), "tone": "warn", "symbol": "help"}
    return verdict(tried.now.most if tried.now.verdict is Verdict.FAILS else tried.now.least)


def _why(document: CriteriaDocument, tried: TriedApplication) -> list[str]:
    """What keeps it out: for sure when it fails, and else what might, by the worst that was not marked."""
    if tried.now.third:
        return [_("The two assessors would have been too far apart: a third would have been called.")]
    judged = tried.now.most if tried.now.verdict is Verdict.FAILS else tried.now.least
    return obstacles(document, judged, tried.assessors)
