"""Pages: how auditors score and make their visits, beside each other. Signals for a review by people."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from network.audits.pages.calibration_words import agreement_cells
from network.audits.pages.planning_words import kind_text, name_of
from network.audits.queries.quality import auditor_quality, period_of, quality_of_auditor
from network.audits.rules.quality import ENOUGH_VISITS
from network.audits.schemas.quality import (
    AuditorQuality,
    AuditorQualityDetail,
    QuestionShare,
    SectionPace,
    SeverityOut,
    Share,
    VisitSignals,
)
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page

PATH = "/auditors/quality"


class QualityPages(Controller):
    path = PATH
    guards = [allows(Permission.JUDGE_AUDITORS)]

    @get()
    async def overview(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        first, last = _period(request)
        found = await auditor_quality(actor, first, last)
        asked = _asked(first, last)
        rows = [{**_row(each), "href": f"{PATH}/{each.auditor_id}{asked}"} for each in found.auditors]
        return page("auditor_quality.html", rows=rows, **_frame(first, last, PATH), breadcrumbs=_crumbs())

    @get("/{auditor_id:uuid}")
    async def auditor(self, request: HouseRequest, actor: NamedDependency[Actor], auditor_id: FromPath[UUID]) -> Page:
        """What the numbers of one auditor are made of: the visits, the sections, the questions left out."""
        first, last = _period(request)
        found = await quality_of_auditor(actor, auditor_id, first, last)
        return page(
            "auditor_quality_visits.html",
            found=found,
            row=_row(found.summary),
            visits=[_visit(each, found) for each in found.visits],
            sections=[_section(each) for each in found.sections],
            questions=[_question(each) for each in found.questions],
            **_frame(first, last, f"{PATH}/{auditor_id}"),
            breadcrumbs=_crumbs(found.summary.auditor, f"{PATH}{_asked(first, last)}"),
        )


def _period(request: HouseRequest) -> tuple[date, date]:
    asked = request.query_params
    return period_of(asked.get("first", ""), asked.get("last", ""), now().date())


def _asked(first: date, last: date) -> str:
    return f"?first={first}&last={last}"


def _frame(first: date, last: date, action: str) -> dict[str, Any]:
    reading = current()
    days = f"{reading.date(first)} – {reading.date(last)}"
    return {"first": first.isoformat(), "last": last.isoformat(), "days": days, "action": action}


def _row(each: AuditorQuality) -> dict[str, Any]:
    reading = current()
    return {
        "auditor": each.auditor,
        "visits": reading.decimal(each.visits),
        "severity": _severity(each.severity),
        "minutes": None if each.minutes is None else reading.decimal(each.minutes, 1),
        "straight": _share(each.straight),
        "repeated": _share(each.repeated),
        "late": _share(each.late_answers),
        "not_applicable": _share(each.not_applicable),
        "appeals": _share(each.appeals),
        "agreement": agreement_cells(each.agreement),
    }


def _severity(found: SeverityOut) -> dict[str, Any]:
    """The mean and its interval in points, or that there are too few visits."""
    if found.mean is None or found.low is None or found.high is None:
        few = _("Too few: %(count)s visits to sites that others have scored too, %(enough)s are needed.")
        counted = {"count": current().decimal(found.visits), "enough": ENOUGH_VISITS}
        return {"mean": None, "why": few % counted, "interval": "", "tone": ""}
    interval = _("%(low)s to %(high)s") % {"low": signed(found.low), "high": signed(found.high)}
    return {"mean": signed(found.mean), "why": "", "interval": interval, "tone": "warn" if found.notable else ""}


def _share(found: Share) -> dict[str, Any]:
    if found.rate is None:
        return {"rate": None, "why": _("There was nothing to count in this period."), "of": ""}
    counted = {"count": current().decimal(found.count), "total": current().decimal(found.total)}
    return {"rate": current().percent(found.rate, 0), "why": "", "of": _("%(count)s of %(total)s") % counted}


def _visit(each: VisitSignals, found: AuditorQualityDetail) -> dict[str, Any]:
    reading = current()
    labels = {pace.section: _local(pace.label, pace.label_zh) for pace in found.sections}
    spent = (f"{labels.get(section, section)} {reading.decimal(took, 1)}" for section, took in each.sections.items())
    return {
        "site": name_of(each.site, each.site_name, each.site_name_zh, reading),
        "href": f"/visits/{each.filing}",
        "at": reading.moment(each.visited_at, ZoneInfo(each.time_zone)),
        "kind": kind_text(each.kind),
        "score": None if each.score is None else reading.decimal(each.score, 2),
        "residual": None if each.residual is None else signed(each.residual),
        "minutes": reading.decimal(each.minutes, 1),
        "sections": " · ".join(spent),
        "straight": each.straight,
        "repeated": each.repeated,
        "late": _share(each.late_answers),
        "not_applicable": _share(each.not_applicable),
        "upheld": each.upheld,
        "appeals": each.appeals,
    }


def _section(each: SectionPace) -> dict[str, Any]:
    own, everybody = (None if took is None else current().decimal(took, 1) for took in (each.own, each.everybody))
    label = _local(each.label, each.label_zh)
    return {"label": label, "checklist": each.checklist, "own": own, "everybody": everybody}


def _question(each: QuestionShare) -> dict[str, Any]:
    label = _local(each.label, each.label_zh)
    return {
        "label": label,
        "checklist": each.checklist,
        "own": _share(each.own),
        "everybody": _share(each.everybody),
    }


def _local(english: str, chinese: str) -> str:
    return chinese if current().code == "zh_CN" else english


def signed(points: Decimal) -> str:
    """+5.25, −3.00, 0.00."""
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return sign + current().decimal(abs(points), 2)


def _crumbs(code: str = "", back: str = PATH) -> list[dict[str, str]]:
    steps = [{"label": _("Auditors"), "href": "/auditors"}, {"label": _("Quality of auditors"), "href": back}]
    return [*steps, {"label": code, "href": ""}] if code else steps
