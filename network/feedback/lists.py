"""The lists of complaints and of suspected overcharging: their columns and filters, for pages, exports and the API."""

from collections.abc import Mapping
from types import MappingProxyType

from network.feedback.queries import answers, complaints, overcharges
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.web.listing import Column, ListPage

# What one looks for: what somebody has to do, then how it ended.
STAGES: Mapping[str, Text] = MappingProxyType(
    {
        "locate": _("Site to be found"),
        "owed": _("To be answered"),
        "overdue": _("Overdue"),
        "decide": _("To be decided"),
        "care": _("Customer to be called again"),
        "closed": _("Closed"),
    }
)
SUBSTANTIATED: Mapping[str, Text] = MappingProxyType(
    {"yes": _("Substantiated"), "no": _("Not substantiated"), "open": _("Not decided yet")}
)
STATED: Mapping[str, Text] = MappingProxyType({"yes": _("The site has spoken"), "no": _("The site has not spoken")})

COMPLAINTS = ListPage(
    path="/complaints",
    columns=(
        Column("complaint_no", _("Complaint"), heading=True, nowrap=True),
        Column("problem", _("What is complained of"), sortable=False),
        Column("site", _("Site"), nowrap=True),
        Column("severity", _("Severity"), first="descending"),
        Column("received_at", _("Received on"), first="descending"),
        Column("due_at", _("Answer due")),
        Column("state", _("State"), sortable=False),
        Column("verdict", _("Decision"), sortable=False),
        Column("channel", _("Channel"), sortable=False, optional=True),
        Column("care_on", _("Call again on"), sortable=False, optional=True),
    ),
    sort="received_at",
    direction="descending",
    filters=complaints.FILTERS,
)

COUNTS: Mapping[str, Text] = MappingProxyType({"yes": _("Counts"), "no": _("Does not count")})

ANSWERS = ListPage(
    path="/feedback",
    columns=(
        Column("month", _("Month"), heading=True, first="descending", nowrap=True),
        Column("site", _("Site"), nowrap=True),
        Column("grade", _("Satisfaction"), first="descending"),
        Column("comment", _("What the customer wrote"), sortable=False),
        Column("channel", _("Channel"), sortable=False),
        Column("state", _("State"), sortable=False),
    ),
    sort="month",
    direction="descending",
    filters=answers.FILTERS,
)

OVERCHARGES = ListPage(
    path="/overcharges",
    columns=(
        Column("order_no", _("Repair order"), heading=True, nowrap=True),
        Column("ground", _("Why it is suspected"), sortable=False),
        Column("site", _("Site"), nowrap=True),
        Column("charged_on", _("Charged on"), first="descending", nowrap=True),
        Column("charge", _("Charge"), sortable=False, numeric=True),
        Column("highest", _("Price list allows"), sortable=False, numeric=True),
        Column("excess", _("Too much"), numeric=True, first="descending"),
        Column("state", _("State"), sortable=False),
        Column("stated", _("Site's side"), sortable=False),
    ),
    sort="charged_on",
    direction="descending",
    filters=overcharges.FILTERS,
)
