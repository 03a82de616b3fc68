"""The lists of published audits, and of appeals against them."""

from collections.abc import Mapping
from types import MappingProxyType

from network.audits.rules.appeals import AUDIT_LABELS
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.web.listing import Column, ListPage

AUDITS_PATH = "/audits"
APPEALS_PATH = "/appeals"

AUDITS = ListPage(
    path=AUDITS_PATH,
    columns=(
        Column("site", _("Site"), heading=True),
        Column("visited_on", _("Visited"), first="descending"),
        Column("kind", _("Kind of visit"), plain=True),
        Column("score", _("Score"), numeric=True),
        Column("critical_failures", _("Critical failures"), numeric=True),
        Column("state", _("State"), sortable=False),
        Column("published_at", _("Published"), plain=True, nowrap=True, first="descending", optional=True),
        Column("appeal_until", _("Appeals until"), plain=True),
        Column("revision", _("Revision"), sortable=False, numeric=True, optional=True, plain=True),
    ),
    sort="visited_on",
    direction="descending",
    filters=("kind", "state", "site", "from_on", "to_on"),
)
# `state` of an audit, or that an appeal against it is not decided.
AUDIT_STATES: Mapping[str, Text] = MappingProxyType({**AUDIT_LABELS, "appealed": _("Under appeal")})

APPEALS = ListPage(
    path=APPEALS_PATH,
    columns=(
        Column("site", _("Site"), heading=True),
        Column("question", _("Question"), sortable=False, plain=True),
        Column("ground", _("Ground"), sortable=False, plain=True),
        Column("kind", _("Kind of visit"), plain=True),
        Column("visited_on", _("Visited"), plain=True, nowrap=True),
        Column("lodged_at", _("Lodged"), plain=True, nowrap=True),
        Column("decide_by", _("To be decided by"), sortable=False, nowrap=True),
        Column("state", _("State"), sortable=False),
    ),
    sort="lodged_at",
    filters=("state", "ground", "kind", "site"),
)
