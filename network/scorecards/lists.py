"""The lists of this domain that an API shows as well."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated

from litestar.params import QueryParameter

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.ledger.queries.proposals import FILTERS as PROPOSAL_FILTERS
from network.ledger.rules.proposals import PROPOSAL_LABELS
from network.scorecards.queries.coverage import FILTERS
from network.web.listing import Column, ListPage

# Which revision of a published card an address asks for.
Revision = Annotated[
    int | None, QueryParameter(ge=1, le=10_000, description="An older revision of the card; the newest one for none.")
]

COVERAGE = ListPage(
    path="/network/coverage",
    columns=(
        Column("city", _("City"), heading=True),
        Column("region", _("Region"), plain=True),
        Column("tier", _("City tier"), numeric=True, plain=True, optional=True),
        Column("population", _("Population (thousands)"), numeric=True, plain=True, first="descending"),
        Column("sites", _("Active sites"), numeric=True, first="descending"),
        Column("orders_per_month", _("Orders a month"), numeric=True, plain=True, first="descending"),
        Column(
            "orders_per_site", _("Orders a month and site"), numeric=True, plain=True, first="descending", optional=True
        ),
        Column("sites_per_million", _("Sites per million people"), numeric=True, plain=True, first="descending"),
        Column("nearest", _("Nearest site"), sortable=False, optional=True),
        Column("distance_km", _("Distance (km)"), numeric=True, first="descending"),
        Column("applications", _("Open applications"), numeric=True, first="descending"),
    ),
    sort="sites",
    direction="descending",
    filters=FILTERS,
)

CHALLENGES_PATH = "/scorecards/challenges"

CHALLENGES = ListPage(
    path=CHALLENGES_PATH,
    columns=(
        Column("site", _("Site"), heading=True),
        Column("criterion", _("Criterion"), sortable=False, plain=True),
        Column("period", _("Quarter"), plain=True, nowrap=True),
        Column("ground", _("Ground"), sortable=False, plain=True),
        Column("lodged_at", _("Lodged")),
        Column("state", _("State"), sortable=False),
    ),
    sort="lodged_at",
    filters=("state", "ground", "period"),
)

CHECKS = ListPage(
    path="/scorecards/runs",
    columns=(
        Column("kind", _("To look at")),
        Column("site", _("Site"), heading=True),
        Column("criterion", _("Criterion"), sortable=False),
        Column("value", _("Value"), sortable=False, numeric=True, plain=True),
        Column("reference", _("Set against"), sortable=False, numeric=True, plain=True),
        Column("distance", _("Distance"), sortable=False, numeric=True, plain=True),
    ),
    sort="kind",
    filters=("kind",),
)


def checks_of(period: str) -> ListPage:
    """The list of what to look at in one quarter."""
    return replace(CHECKS, path=f"/scorecards/runs/{period}/check")


PROPOSALS_PATH = "/ledger/proposals"

# What one looks for: what somebody has to decide, then how it ended.
PROPOSAL_STATES: Mapping[str, Text] = MappingProxyType(
    {"open": _("To be decided"), "standing": _("In effect"), **PROPOSAL_LABELS}
)
PEOPLE: Mapping[str, Text] = MappingProxyType({"one": _("One person decides"), "two": _("Two people decide")})

PROPOSALS = ListPage(
    path=PROPOSALS_PATH,
    columns=(
        Column("title", _("Consequence"), sortable=False, heading=True),
        Column("site", _("Site"), nowrap=True),
        Column("effect", _("Effect")),
        Column("amount", _("Amount"), numeric=True, first="descending"),
        Column("state", _("State")),
        Column("period", _("Quarter"), plain=True, nowrap=True, first="descending"),
        Column("proposed_at", _("Proposed on"), plain=True, nowrap=True, first="descending"),
        Column("origin", _("Origin"), sortable=False, plain=True, optional=True),
    ),
    sort="proposed_at",
    direction="descending",
    filters=PROPOSAL_FILTERS,
)


def proposals_of_site(path: str) -> ListPage:
    """The proposals of one site, at the address of its page."""
    return replace(PROPOSALS, path=path, columns=tuple(each for each in PROPOSALS.columns if each.key != "site"))
