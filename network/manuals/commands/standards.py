"""Headquarters sets standards, changes them with a reason, and retires them."""

import json
from datetime import datetime
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.manuals.errors.standards import StandardIsRetired, StandardKeyTaken, StandardWrong
from network.manuals.queries.standards import read_standard, standard_row
from network.manuals.schemas.standards import StandardChangeIn, StandardContent, StandardIn
from network.web.versions import check_version

_MAKE = """
insert into standard (key, control_point, indicator, target, metric, metric_target, created_by, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (key) do nothing returning key
"""
_CHANGE = """
update standard set control_point = $2, indicator = $3, target = $4, metric = $5, metric_target = $6,
       version = version + 1
where key = $1
"""
# Pages beside those of the standards.
_ADDRESSES = frozenset({"new", "gaps"})


async def make_standard(actor: Actor, given: StandardIn, at: datetime) -> None:
    """Keep a new standard. StandardWrong, StandardKeyTaken."""
    actor.require(Permission.CHANGE_STANDARDS)
    _check(given)
    if given.key in _ADDRESSES:
        raise StandardWrong({"key": _("This key is the address of another page. Choose another one.")})
    async with transaction(actor):
        made = await fetch_value(_MAKE, given.key, *_values(given), actor.name, at)
        if made is None:
            raise StandardKeyTaken(key=given.key)
        await trail.record(actor, "standard.made", f"standard:{given.key}", _facts(given))


async def change_standard(actor: Actor, key: str, given: StandardChangeIn, version: int | None) -> None:
    """Replace what a standard says. StandardNotFound, StandardIsRetired, StandardWrong, PreconditionFailed."""
    actor.require(Permission.CHANGE_STANDARDS)
    _check(given)
    async with transaction(actor):
        row = await _held(key, version)
        await execute(_CHANGE, key, *_values(given))
        before = json.loads(row["target"])
        facts = {**_facts(given), "reason": given.reason, "before": before["en"], "before_zh": before["zh_CN"]}
        await trail.record(actor, "standard.changed", f"standard:{key}", facts)


async def retire_standard(actor: Actor, key: str, reason: str, version: int | None, at: datetime) -> None:
    """From now on nothing is measured by it; what named it still can. StandardNotFound, StandardIsRetired,
    PreconditionFailed."""
    actor.require(Permission.CHANGE_STANDARDS)
    async with transaction(actor):
        await _held(key, version)
        await execute("update standard set retired_at = $2, version = version + 1 where key = $1", key, at)
        await trail.record(actor, "standard.retired", f"standard:{key}", {"standard": key, "reason": reason})


async def _held(key: str, version: int | None) -> Record:
    row = await standard_row(key, lock=True)
    found = read_standard(row)
    check_version(version, found.version, standard_fields(found))
    if found.retired_at is not None:
        raise StandardIsRetired()
    return row


def standard_fields(found: Any) -> dict[str, str]:
    """A standard as it is typed into a form."""
    return {
        "control_point": str(found.control_point),
        "indicator": found.indicator.en,
        "indicator_zh": found.indicator.zh_CN,
        "target": found.target.en,
        "target_zh": found.target.zh_CN,
        "metric": found.metric or "",
        "metric_target": "" if found.metric_target is None else format(found.metric_target.normalize(), "f"),
    }


def _check(given: StandardContent) -> None:
    if given.metric and given.metric_target is None:
        raise StandardWrong({"metric_target": _("Enter from which value on the metric meets the standard.")})
    if given.metric_target is not None and not given.metric:
        raise StandardWrong({"metric": _("Choose the metric that the value is of, or leave the value empty.")})


def _values(given: StandardContent) -> tuple[Any, ...]:
    indicator = json.dumps({"en": given.indicator, "zh_CN": given.indicator_zh}, ensure_ascii=False)
    target = json.dumps({"en": given.target, "zh_CN": given.target_zh}, ensure_ascii=False)
    return str(given.control_point), indicator, target, given.metric, given.metric_target


def _facts(given: StandardContent) -> dict[str, Any]:
    return {
        "indicator": given.indicator,
        "target": given.target,
        "metric": given.metric or "",
        "metric_target": given.metric_target,
    }
