"""What a monthly report says: its sections and figures, and which of them the records know. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class ReportSection(StrEnum):
    VOLUMES = "volumes"
    WORK_IN_PROGRESS = "work_in_progress"
    TURNAROUND = "turnaround"
    SENT_TO_HQ = "sent_to_hq"
    PARTS = "parts"
    COMPLAINTS = "complaints"
    STAFFING = "staffing"
    INCIDENTS = "incidents"
    FEEDBACK = "feedback"


SECTION_LABELS: Mapping[ReportSection, Text] = MappingProxyType(
    {
        ReportSection.VOLUMES: _("Volumes"),
        ReportSection.WORK_IN_PROGRESS: _("Work in progress"),
        ReportSection.TURNAROUND: _("Turnaround"),
        ReportSection.SENT_TO_HQ: _("Sent to HQ"),
        ReportSection.PARTS: _("Parts"),
        ReportSection.COMPLAINTS: _("Complaints received"),
        ReportSection.STAFFING: _("Staffing and hours"),
        ReportSection.INCIDENTS: _("Incidents"),
        ReportSection.FEEDBACK: _("Feedback to HQ"),
    }
)

# In these sections the site writes; `MonthlyReport.words` has a text for each.
WRITTEN = (ReportSection.INCIDENTS, ReportSection.FEEDBACK)
LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Figure:
    """A whole number >= 0 of one month. `known`: the records say it, so that it is filled in.

    `part_of`: the figure that it can never exceed.
    """

    key: str
    section: ReportSection
    label: Text
    known: bool = False
    part_of: str = ""


_S = ReportSection
FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        figure.key: figure
        for figure in (
            Figure("received", _S.VOLUMES, _("Orders received"), known=True),
            Figure("closed", _S.VOLUMES, _("Orders closed (ready or cancelled)"), known=True),
            Figure("transferred", _S.VOLUMES, _("Orders handed to another site")),
            Figure("wip_opening", _S.WORK_IN_PROGRESS, _("Open at the start of the month"), known=True),
            Figure("wip_closing", _S.WORK_IN_PROGRESS, _("Open at the end of the month"), known=True),
            Figure("ready", _S.TURNAROUND, _("Orders made ready"), known=True, part_of="closed"),
            Figure("ready_48h", _S.TURNAROUND, _("Ready within 48 hours"), known=True, part_of="ready"),
            Figure("ready_24h", _S.TURNAROUND, _("Ready within 24 hours"), known=True, part_of="ready_48h"),
            Figure("units_shipped", _S.SENT_TO_HQ, _("Units sent to HQ"), known=True),
            Figure("units_back", _S.SENT_TO_HQ, _("Units back from HQ"), known=True),
            Figure("units_away", _S.SENT_TO_HQ, _("Units away at the end of the month"), known=True),
            Figure("parts_received", _S.PARTS, _("Parts received from HQ"), known=True),
            Figure("parts_used", _S.PARTS, _("Parts used")),
            Figure("parts_defective", _S.PARTS, _("Parts defective on arrival"), part_of="parts_received"),
            Figure("complaints", _S.COMPLAINTS, _("Complaints received by the site")),
            Figure("complaints_solved", _S.COMPLAINTS, _("Complaints solved in the month")),
            Figure("staff", _S.STAFFING, _("People at the end of the month"), known=True),
            Figure("technicians", _S.STAFFING, _("Technicians among them"), known=True, part_of="staff"),
            Figure("days_open", _S.STAFFING, _("Days open"), known=True),
            Figure("incidents", _S.INCIDENTS, _("Incidents (injury, fire, theft, data loss)")),
        )
    }
)
