"""Units, parcels, verdicts and contests in words of the reader's language."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.repairs.lists_returns import PATH
from network.repairs.rules.contests import CONTEST_LABELS, ContestState
from network.repairs.rules.inspections import CAUSE_LABELS, NO_STEP, STAGE_LABELS, Cause, Stage
from network.repairs.rules.orders import FINDING_LABELS, Finding
from network.repairs.schemas.inspections import ContestOut, Findings, ParcelLine, UnitLine, VerdictOut
from network.repairs.schemas.records import ReturnDetailOut
from network.repairs.wording import Wording
from network.sites.pages.sites import site_path
from network.web.downloads import Cell

FLASHES = {
    "received": lazy("Received. The units wait for inspection."),
    "dispatched": lazy("The units are on their way back."),
    "inspected": lazy("The finding is in force, and the site reads it."),
    "tested": lazy("Your verdict is kept. The lot has fallen on this unit: somebody else tests it again, blind."),
    "retested": lazy("Your verdict is kept, and both are open now."),
    "decided": lazy("The contest is decided, and the site reads your reason."),
    "contested": lazy(
        "HQ has your contest. Until it is decided, your no-fault returns of that quarter are not scored."
    ),
    "retracted": lazy("The contest is taken back; the finding stands."),
}
STAGE_TONES: Mapping[Stage, tuple[str, str]] = {
    Stage.ON_THE_WAY: ("info", "package-export"),
    Stage.INSPECT: ("warn", "hourglass"),
    Stage.RETEST: ("warn", "search"),
    Stage.COLLEAGUE: ("neutral", "search"),
    Stage.CONTEST: ("warn", "message-report"),
    Stage.DISPATCH: ("info", "package"),
    Stage.DONE: ("good", "circle-check"),
}
FINDING_TONES: Mapping[str, str] = {
    Finding.FAULT_CONFIRMED: "good",
    Finding.NO_FAULT_FOUND: "warn",
    Finding.USER_EDUCATION: "warn",
}
_CONTEST_TONES: Mapping[ContestState, tuple[str, str]] = {
    ContestState.OPEN: ("warn", "hourglass"),
    ContestState.UPHELD: ("good", "circle-check"),
    ContestState.REJECTED: ("bad", "circle-x"),
    ContestState.RETRACTED: ("neutral", "arrow-back-up"),
}
Steps = Mapping[str, tuple[str, str]]


def flashes(done: str) -> list[dict[str, str]]:
    """What was done before this page, as its address says it."""
    return [{"tone": "good", "text": str(FLASHES[done])}] if done in FLASHES else []


def unit_cells(unit: UnitLine, at: datetime) -> dict[str, Cell]:
    """A row of the list, by column, as a file has it."""
    return {
        "return_no": unit.return_no,
        "site": unit.site,
        "serial_no": unit.serial_no,
        "product": unit.product,
        "shipment_no": unit.shipment_no,
        "stage": str(STAGE_LABELS[unit.stage]),
        "since": unit.since.astimezone(UTC).date().isoformat(),
        "age": _age(unit.since, at),
    }


def unit_row(unit: UnitLine, at: datetime) -> dict[str, Any]:
    return {
        **unit_cells(unit, at),
        "id": str(unit.id),
        "href": f"{PATH}/{unit.id}",
        "since": _day(unit.since),
        "age": current().decimal(_age(unit.since, at)) if unit.stage is not Stage.DONE else "",
        "badge": stage_tag(unit.stage),
        "requested": unit.requested_by_hq,
    }


def parcel_row(found: ParcelLine, at: datetime) -> dict[str, Any]:
    return {
        "href": f"{PATH}/shipments/{found.id}",
        "shipment_no": found.shipment_no,
        "site": found.site,
        "carrier": found.carrier,
        "tracking_no": found.tracking_no,
        "shipped": _day(found.shipped_at),
        "age": current().decimal(_age(found.shipped_at, at)),
        "units": current().decimal(found.units),
    }


def contest_row(found: ContestOut, at: datetime) -> dict[str, Any]:
    """An open contest: `next` is what it waits for."""
    waits = found.retest_waits
    return {
        "href": f"{PATH}/contests/{found.id}",
        "unit_href": f"{PATH}/{found.return_id}",
        "return_no": found.return_no,
        "site": found.site,
        "serial_no": found.serial_no,
        "contested": _day(found.contested_at),
        "age": current().decimal(_age(found.contested_at, at)),
        "next": (_("Second test"), "neutral", "search") if waits else (_("Decision"), "warn", "gavel"),
    }


def stage_tag(stage: Stage) -> tuple[str, str, str]:
    """Label, tone and symbol."""
    return str(STAGE_LABELS[stage]), *STAGE_TONES[stage]


def unit_href(site: str, return_id: UUID) -> str:
    """The page of a unit at the site that it came from; its photos are below it."""
    return site_path(site, "returns", str(return_id))


def verdict_view(found: VerdictOut, steps: Steps, spoken: Wording, here: str) -> dict[str, Any]:
    """One verdict. `who` is "HQ" for a site, which is not told by whom. `here`: as `unit_href`."""
    return {
        "finding": str(FINDING_LABELS[found.finding]),
        "tone": FINDING_TONES.get(found.finding, "neutral"),
        "cause": _("Second test: %(cause)s") % {"cause": CAUSE_LABELS[found.cause]}
        if found.cause is not Cause.FIRST
        else str(CAUSE_LABELS[found.cause]),
        "at": spoken.value("inspected_at", found.inspected_at),
        "who": found.inspector or _("HQ"),
        "note": found.note,
        "step": step_text(found.missed_step, steps),
        "photos": [f"{here}/photos/{photo}" for photo in found.photos],
    }


def step_text(key: str | None, steps: Steps) -> str:
    """Which pre-check step would have caught it; empty where nobody was asked."""
    if key is None:
        return ""
    if key == NO_STEP:
        return _("No step of the pre-checks would have caught it.")
    return _("This step of the pre-checks would have caught it: %(step)s") % {"step": step_label(key, steps)}


def step_label(key: str, steps: Steps) -> str:
    """A step that the list no longer has is called by its key."""
    english, chinese = steps.get(key, (key, key))
    return chinese if current().code == "zh_CN" else english


def contest_view(found: ContestOut, spoken: Wording) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "state": (str(CONTEST_LABELS[found.state]), *_CONTEST_TONES[found.state]),
        "open": found.state is ContestState.OPEN,
        "at": spoken.value("contested_at", found.contested_at),
        "contestant": found.contestant,
        "reason": found.reason,
        "retest_waits": found.retest_waits,
        "decided": spoken.value("decided_at", found.decided_at),
        "decider": found.decider or _("HQ"),
        "decision": found.decision,
    }


def findings_view(told: Findings, actor: Actor, found: ReturnDetailOut, spoken: Wording) -> dict[str, Any]:
    """What the page of a return at its site shows of findings: those that are open, the contest, the way to contest."""
    here = unit_href(found.site, found.id)
    contest = contest_view(told.contest, spoken) if told.contest else None
    ships = actor.may(Permission.SHIP_RETURNS)
    return {
        "verdicts": [verdict_view(each, told.steps, spoken, here) for each in told.verdicts],
        "contest": contest,
        "blind": told.blind,
        "until": spoken.language.date(told.contest_until) if told.contest_until else "",
        "contest_href": f"{here}/contest" if told.may_contest else "",
        "retract_href": f"{here}/contest/retract" if contest and contest["open"] and ships else "",
        "desk_href": f"{PATH}/{found.id}" if actor.may(Permission.INSPECT_RETURNS) else "",
    }


def _age(since: datetime, at: datetime) -> int:
    """Whole days."""
    return max((at - since).days, 0)


def _day(at: datetime) -> str:
    return current().date(at.astimezone(UTC).date())
