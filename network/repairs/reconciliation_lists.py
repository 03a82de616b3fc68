"""The list of reconciliations: its columns and filters, for the page, its export and the API."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.periods import Month
from network.repairs.queries.reconciliation import FILTERS
from network.web.listing import Column, ListPage

FOUND_FILTERS: Mapping[str, Text] = MappingProxyType({"off": _("With variances"), "right": _("All within tolerance")})

# The month is no filter: the list is always about one, and `of_month` says which.
RECONCILIATIONS = ListPage(
    path="/reconciliation",
    columns=(
        Column("site", _("Code"), nowrap=True),
        Column("name", _("Site"), heading=True),
        Column("accuracy", _("Accuracy"), numeric=True),
        Column("worst", _("Largest variance"), first="descending"),
        Column("compared", _("Figures compared"), sortable=False, numeric=True),
        Column("corrections", _("Corrections"), numeric=True, first="descending"),
        Column("submitted_at", _("Submitted"), first="descending"),
    ),
    # The least right come first.
    sort="accuracy",
    filters=FILTERS,
)


def of_month(month: Month) -> ListPage:
    """The list about this month, which its address holds."""
    return replace(RECONCILIATIONS, fixed={"month": str(month)})
