"""The lists of HQ's returns desk: its parts, and the columns of its units."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.repairs.rules.inspections import Stage
from network.repairs.wording import LABELS
from network.web.listing import Column, ListPage

PATH = "/returns"
ALL = "all"

# The parts of the desk in the order of the work; each but the last shows the units of one stage.
PARTS: Mapping[str, Text] = MappingProxyType(
    {
        Stage.ON_THE_WAY: _("On the way"),
        Stage.INSPECT: _("To inspect"),
        Stage.RETEST: _("To test again"),
        Stage.CONTEST: _("Contests"),
        Stage.DISPATCH: _("To send back"),
        ALL: _("All units"),
    }
)
FIRST_PART = str(Stage.INSPECT)


def desk_list(part: str) -> ListPage:
    """The units of one part of the desk, the oldest first: whoever waits longest is next. Only among all units does
    their state say anything."""
    columns = tuple(each for each in _UNITS.columns if part == ALL or each.key != "stage")
    return replace(_UNITS, columns=columns, fixed={"part": part})


_UNITS = ListPage(
    path=PATH,
    columns=(
        Column("return_no", LABELS["return_no"], heading=True),
        Column("site", _("Site")),
        Column("serial_no", LABELS["serial_no"]),
        Column("product", LABELS["product"]),
        Column("shipment_no", _("Shipment")),
        Column("stage", _("State"), sortable=False),
        Column("since", _("Since"), nowrap=True),
        Column("age", _("Waiting (days)"), sortable=False, numeric=True),
    ),
    sort="since",
)
