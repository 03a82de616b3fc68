"""Setting and changing standards that a metric measures: it must be one of the catalogue, the value one it can have."""

from datetime import datetime

from network.foundation.access import Actor
from network.foundation.i18n import lazy as _
from network.manuals.commands.standards import change_standard, make_standard
from network.manuals.errors.standards import StandardWrong
from network.manuals.schemas.standards import StandardChangeIn, StandardContent, StandardIn
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.rules.catalogue import UNITS


async def make_measured(actor: Actor, given: StandardIn, at: datetime) -> None:
    """As `make_standard`."""
    _check(given)
    await make_standard(actor, given, at)


async def change_measured(actor: Actor, key: str, given: StandardChangeIn, version: int | None) -> None:
    """As `change_standard`."""
    _check(given)
    await change_standard(actor, key, given, version)


def _check(given: StandardContent) -> None:
    if given.metric is None:
        return
    if given.metric not in FACTS:
        raise StandardWrong({"metric": _("There is no such metric. Choose one of the list.")})
    most = UNITS[FACTS[given.metric].unit].maximum
    if most is not None and given.metric_target is not None and given.metric_target > most:
        raise StandardWrong({"metric_target": _("This metric never exceeds %(most)s.") % {"most": most}})
