"""From a number to the records behind it: the figure, then every repair order or return that it was made from."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from network.feedback.pages.complaint_words import branch_text
from network.feedback.rules.answers import CHANNEL_LABELS, SATISFACTION_LABELS
from network.feedback.rules.complaints import RESPONSIBLE_LABELS, SEVERITY_LABELS
from network.feedback.rules.overcharges import CASE_LABELS
from network.foundation.access import Actor, Permission
from network.foundation.i18n import Text, current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.improvement.rules.falsifications import FALSIFICATION_LABELS, FALSIFIED_LABELS
from network.improvement.rules.findings import GRADE_LABELS
from network.repairs.rules.orders import FINDING_LABELS, OUTCOME_LABELS
from network.scorecards.lists import Revision
from network.scorecards.pages.texts import evidence_href, quarter_of, quarter_text, scorecard_href, sentence, whole
from network.scorecards.queries import wording
from network.scorecards.queries.evidence import Evidence, EvidenceRecord, Figure, evidence
from network.scorecards.queries.revisions import kept_in_links
from network.sites.pages.sites import site_path
from network.web.downloads import MOST_ROWS, Cell, Format, check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import Column, ListPage, ListState
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from reports.wording import value_text

LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "product": lazy("Product"),
        "serial_no": lazy("Serial number"),
        "order_no": lazy("Repair order"),
        "received_at": lazy("Received"),
        "hold_hours": lazy("Hours on hold"),
        "due_at": lazy("Due"),
        "ready_at": lazy("Ready"),
        "turnaround_hours": lazy("Turnaround"),
        "sent_to_hq": lazy("Sent to HQ"),
        "outcome": lazy("Outcome"),
        "came_back_at": lazy("Came back"),
        "shipped_at": lazy("Shipped"),
        "inspected_at": lazy("Inspected"),
        "finding": lazy("Finding"),
        "reversed_at": lazy("Fault confirmed later"),
        "timed_at": lazy("Submitted"),
        "submitted_at": lazy("Submitted"),
        "compared": lazy("Figures compared"),
        "accuracy": lazy("Accuracy"),
        "score": lazy("Score"),
        "weight": lazy("Weight"),
        "critical_failures": lazy("Critical failures"),
        "grade": lazy("Grade"),
        "due_on": lazy("To be done by"),
        "done_on": lazy("Done"),
        "manual": lazy("Manual"),
        "taken_on": lazy("Taken note of"),
        "course": lazy("Course"),
        "since": lazy("Works there since"),
        "held_to": lazy("Valid until"),
        "satisfaction": lazy("Satisfaction"),
        "channel": lazy("Channel"),
        "branch": lazy("What is complained of"),
        "severity": lazy("Severity"),
        "responsible": lazy("Responsible"),
        "share": lazy("Share of the site"),
        "answered_at": lazy("Answered"),
        "charged_on": lazy("Charged on"),
        "charge": lazy("Charge"),
        "highest": lazy("Price list allows"),
        "state": lazy("State"),
        "happened_on": lazy("Happened on"),
        "falsified": lazy("Kind of record"),
        "ruling": lazy("State"),
        "came": lazy("People of other sites"),
    }
)
NUMERIC = frozenset(
    {"hold_hours", "turnaround_hours", "compared", "accuracy", "score", "weight", "critical_failures"}
) | {*("share", "charge", "highest", "came")}
# Written with two decimals; every other number with one.
_EXACT = frozenset({"score", "weight", "charge", "highest"})
_WORDS: Mapping[str, Mapping[Any, Text]] = MappingProxyType(
    {
        "outcome": OUTCOME_LABELS,
        "finding": FINDING_LABELS,
        "grade": GRADE_LABELS,
        "satisfaction": SATISFACTION_LABELS,
        "channel": CHANNEL_LABELS,
        "severity": SEVERITY_LABELS,
        "responsible": RESPONSIBLE_LABELS,
        "state": CASE_LABELS,
        "falsified": FALSIFIED_LABELS,
        "ruling": FALSIFICATION_LABELS,
    }
)
# By source: what a record is called, and where on the pages of its site it stands.
NOUNS: Mapping[str, Text] = MappingProxyType(
    {
        "repair_order": lazy("Repair order"),
        "hq_return": lazy("Return"),
        "report_due": lazy("Month"),
        "report_reconciled": lazy("Month"),
        "audit": lazy("Visited on"),
        "corrective_action": lazy("Found on"),
        "manual_duty": lazy("Person"),
        "required_course": lazy("Person"),
        "survey_answer": lazy("Month"),
        "complaint": lazy("Complaint"),
        "overcharge_case": lazy("Repair order"),
        "falsification_case": lazy("What was falsified"),
        "session_mentor": lazy("Session held on"),
    }
)
PLACES: Mapping[str, str] = MappingProxyType(
    {
        "repair_order": "orders",
        "hq_return": "returns",
        "report_due": "reports",
        "report_reconciled": "reconciliation",
        "audit": "audits",
        "corrective_action": "actions",
        "manual_duty": "manuals",
        "required_course": "training",
        "survey_answer": "feedback",
        "complaint": "complaints",
        "overcharge_case": "overcharges",
        "falsification_case": "falsifications",
        "session_mentor": "sessions",
    }
)


class EvidencePages(Controller):
    path = "/sites/{code:str}/evidence/{key:str}"
    guards = [allows(Permission.READ_RECORDS)]

    @get()
    async def records(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        key: FromPath[str],
        period: FromQuery[str] = "",
        revision: Revision = None,
    ) -> Response[Any]:
        """A page of the records; `?format=csv` or `xlsx`: all of them."""
        quarter = quarter_of(period)
        if kind := format_of(request):
            return await _file(await evidence(actor, quarter, code, key, revision=revision, limit=MOST_ROWS), kind)
        asked = ListState.read(request.query_params, ListPage("", (), ""))
        found = await evidence(actor, quarter, code, key, revision=revision, limit=asked.limit, offset=asked.offset)
        return _shown(found, ListState.read(request.query_params, _list(found)).within(found.total))


def _list(found: Evidence) -> ListPage:
    """The list's own address holds the quarter, so that every page of it is about the same one."""
    metric = found.figure.metric
    columns = [Column("number", NOUNS[metric.source], sortable=False, heading=True)]
    if metric.facts.is_rate:
        columns.append(Column("counts", _("Counted"), sortable=False))
    columns += [Column(name, LABELS[name], sortable=False, numeric=name in NUMERIC) for name in _columns(found)]
    if metric.origin.filed:
        columns.append(Column("source", _("Read from"), sortable=False))
    path, _query = evidence_href(found.code, found.figure.key, found.run.period).split("?")
    fixed = {"period": str(found.run.period), **kept_in_links(found.run)}
    return ListPage(path=path, columns=tuple(columns), sort="", fixed=fixed)


def _columns(found: Evidence) -> tuple[str, ...]:
    return found.figure.metric.columns


def _shown(found: Evidence, state: ListState) -> Page:
    reading, metric = current(), found.figure.metric
    name = (found.name_zh or found.name) if reading.code == "zh_CN" else (found.name or found.name_zh)
    label = metric.named(found.figure.params)
    table = list_card(
        state,
        found.total,
        [_row(record, found) for record in found.records],
        title=_("Records"),
        count=ngettext("%(count)s record", "%(count)s records", found.total) % {"count": whole(found.total)},
        search_label="",
        empty=Empty(_("No records"), _("There were no such records in the quarter.")),
    )
    scorecard = scorecard_href(found.code, found.run.period, **kept_in_links(found.run))
    return page(
        "evidence.html",
        table=table | {"search": None},
        label=label,
        quarter=quarter_text(found.run.period),
        revision=whole(found.run.revision) if kept_in_links(found.run) else "",
        definition=metric.defined(found.figure.params),
        figure=_figure(found.figure),
        unchanged=found.unchanged,
        final=found.run.is_final,
        scorecard=scorecard,
        zone=str(found.time_zone),
        order_hint=metric.facts.is_rate,
        breadcrumbs=[
            {"label": _("Sites"), "href": "/sites"},
            {"label": f"{found.code} {name}", "href": scorecard},
            {"label": label, "href": ""},
        ],
    )


def _figure(figure: Figure) -> dict[str, Any]:
    """The number with what it is made of, in words."""
    reading, metric = current(), figure.metric
    unit, interval = wording.unit(metric.facts.unit), figure.interval
    parts = ""
    if metric.facts.is_rate:
        told = {
            "numerator": whole(figure.numerator),
            "denominator": whole(figure.denominator),
            "out_of": sentence(metric.out_of),
            "counted": str(metric.counted),
        }
        parts = _("%(out_of)s: %(denominator)s, of these %(counted)s: %(numerator)s") % told
    return {
        "value": None if figure.value is None else value_text(reading, figure.value, unit),
        "reason": _("There were no such records in the quarter."),
        "parts": parts,
        "sample": f"{sentence(metric.out_of)}: {whole(figure.sample_size)}",
        "interval": f"{reading.decimal(interval.low * 100, 1)}–{reading.percent(interval.high, 1)}" if interval else "",
        "better": _("more is better") if metric.facts.direction == "higher" else _("less is better"),
    }


def _row(record: EvidenceRecord, found: Evidence) -> dict[str, Any]:
    metric = found.figure.metric
    higher = metric.facts.direction == "higher"
    return {
        "href": _record_href(record, found),
        "number": record.number,
        "counts": record.counts,
        "good": record.counts == higher,
        **{name: _text(name, value, found.time_zone) for name, value in record.values.items()},
        "source": _source(record),
    }


def _record_href(record: EvidenceRecord, found: Evidence) -> str:
    metric = found.figure.metric
    if metric.source in ("manual_duty", "required_course", "survey_answer"):
        return site_path(found.code, PLACES[metric.source])
    if metric.source in ("complaint", "overcharge_case", "falsification_case", "session_mentor"):
        return f"/{PLACES[metric.source]}/{record.id}"
    return site_path(found.code, PLACES[metric.source], record.number if metric.origin.by_number else str(record.id))


def _source(record: EvidenceRecord) -> str:
    if record.row is None:
        return _("written down at the desk")
    told = {"file": record.file or _("a file"), "row": whole(record.row)}
    return _("%(file)s, row %(row)s") % told


def _text(name: str, value: Any, zone: ZoneInfo) -> str:
    """A cell of the list; empty for what is not known."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return current().moment(value, zone).rpartition(" ")[0]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return current().decimal(value, 2 if name in _EXACT else 1)
    if isinstance(value, date):
        return current().date(value)
    if name == "branch":
        return branch_text(value)
    labels = _WORDS.get(name)
    return str(labels[value]) if labels else str(value)


async def _file(found: Evidence, kind: Format) -> Response[bytes]:
    """All records: times in the site's zone as ISO 8601, codes as they are stored."""
    check_rows(found.total)
    filed = found.figure.metric.origin.filed
    header = [
        str(NOUNS[found.figure.metric.source]),
        _("Counted"),
        *(str(LABELS[name]) for name in _columns(found)),
        *((_("File"), _("Row")) if filed else ()),
    ]
    rows = [_cells(record, found) for record in found.records]
    name = f"{found.code} {found.figure.metric.code} {found.run.period}"
    return await table_download(name, header, rows, kind)


def _cells(record: EvidenceRecord, found: Evidence) -> list[Cell]:
    counted = "yes" if record.counts else "no"
    values = [_plain(record.values[name], found.time_zone) for name in _columns(found)]
    read_from = (record.file, record.row) if found.figure.metric.origin.filed else ()
    return [record.number, counted, *values, *read_from]


def _plain(value: Any, zone: ZoneInfo) -> Cell:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None or isinstance(value, Decimal) else str(value)
