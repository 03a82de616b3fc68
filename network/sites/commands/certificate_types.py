"""Adding and changing certificate types, and the ones that ship with the program."""

import asyncpg

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.trail.record import record
from network.sites.commands.printable import unprintable
from network.sites.errors.certification import BadCertificateType, CertificateTypeExists
from network.sites.queries.certificate_types import type_out, type_row
from network.sites.rules.validity import MONTHS_OF_A_YEAR, FixedDate, ValidityRule, longest_window
from network.sites.schemas.certification import CertificateTypeIn
from network.web.versions import check_version

# What a network usually repairs, and how deep a site may go into it.
SHIPPED_LINES = (
    ("handheld", "Handheld", "手持设备"),
    ("tablet", "Tablet", "平板设备"),
    ("accessory", "Accessory", "配件"),
)
SHIPPED_LEVELS = (
    (1, "module exchange", "模块更换"),
    (2, "component repair", "部件维修"),
    (3, "board-level repair", "主板级维修"),
)
# Validity of the shipped types: a year, from the end of the one before, renewable in the last three months.
SHIPPED_MONTHS, SHIPPED_WINDOW = 12, 90


# What certificates of the type say.
_PRINTED = {"title", "title_zh", "product_line_name", "product_line_name_zh"}


async def add_certificate_type(actor: Actor, new: CertificateTypeIn) -> None:
    """BadCertificateType, CertificateTypeExists."""
    actor.require(Permission.CHANGE_CERTIFICATE_TYPES)
    check_type(new)
    async with transaction(actor):
        await _add(actor, new)


async def change_certificate_type(actor: Actor, changed: CertificateTypeIn, version: int | None) -> int:
    """Change the type of this code; its new version. What was issued before stays as it is.

    CertificateTypeNotFound, PreconditionFailed when `version` is not the present one, and those of adding.
    """
    actor.require(Permission.CHANGE_CERTIFICATE_TYPES)
    check_type(changed)
    async with transaction(actor):
        await fetch_row("select from certificate_type where code = $1 for update", changed.code)
        present = await type_row(changed.code)
        before = _facts_of(present)
        check_version(version, present["version"], before)
        line = await _line(changed)
        try:
            now = await fetch_value(_UPDATE, changed.code, *_values(changed), line)
        except asyncpg.UniqueViolationError as error:
            raise CertificateTypeExists() from error
        told = {"before": before, "after": _facts_of(await type_row(changed.code))}
        await record(actor, "certificate_type.changed", f"certificate_type:{changed.code}", told)
    return int(now)


async def add_shipped_types(actor: Actor) -> int:
    """Add the types that ship with the program, where their line and level have none yet; how many were added."""
    actor.require(Permission.CHANGE_CERTIFICATE_TYPES)
    added = 0
    async with transaction(actor):
        for new in shipped_types():
            there = await fetch_value(
                "select true from certificate_type t join product_line l on l.id = t.product_line "
                "where t.code = $1 or (l.code = $2 and t.repair_level = $3)",
                new.code,
                new.product_line,
                new.repair_level,
            )
            if not there:
                await _add(actor, new)
                added += 1
    return added


def shipped_types() -> list[CertificateTypeIn]:
    return [
        CertificateTypeIn(
            code=f"{line}-{level}",
            title=f"{name}, level {level}: {does}",
            title_zh=f"{name_zh} {level} 级：{does_zh}",
            product_line=line,
            product_line_name=name,
            product_line_name_zh=name_zh,
            repair_level=level,
            validity_rule=ValidityRule.FROM_PREVIOUS_EXPIRY,
            validity_months=SHIPPED_MONTHS,
            window_days=SHIPPED_WINDOW,
        )
        for line, name, name_zh in SHIPPED_LINES
        for level, does, does_zh in SHIPPED_LEVELS
    ]


def check_type(kind: CertificateTypeIn) -> None:
    """BadCertificateType names every field that cannot be printed, or does not go with the others."""
    wrong: dict[str, Text] = {**unprintable(kind.model_dump(include=_PRINTED))}
    if kind.validity_rule is ValidityRule.FIXED_DATE:
        if kind.validity_months < MONTHS_OF_A_YEAR:
            wrong["validity_months"] = _("With a fixed date a certificate holds for at least 12 months.")
        if not _is_date(kind.fixed_month, kind.fixed_day):
            wrong["fixed_day"] = _("Give the month and the day of the fixed date, such as 12 and 31.")
    elif kind.fixed_month or kind.fixed_day:
        wrong["fixed_day"] = _("Only the rule “until a fixed date” has one.")
    if kind.window_days > longest_window(kind.validity_rule, kind.validity_months):
        wrong["window_days"] = _("The window must be shorter than what a certificate lasts at least.")
    if wrong:
        raise BadCertificateType(wrong)


def _is_date(month: int | None, day: int | None) -> bool:
    try:
        return bool(month and day and FixedDate(month, day))
    except ValueError:
        return False


_INSERT = """
insert into certificate_type (code, title, title_zh, repair_level, validity_rule, validity_months, fixed_month,
    fixed_day, window_days, active, product_line, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)
"""
_UPDATE = """
update certificate_type set title = $2, title_zh = $3, repair_level = $4, validity_rule = $5, validity_months = $6,
    fixed_month = $7, fixed_day = $8, window_days = $9, active = $10, product_line = $11, version = version + 1
where code = $1 returning version
"""


async def _add(actor: Actor, new: CertificateTypeIn) -> None:
    line = await _line(new)
    try:
        await execute(_INSERT, new.code, *_values(new), line)
    except asyncpg.UniqueViolationError as error:
        raise CertificateTypeExists() from error
    facts = new.model_dump(exclude={"code", "product_line_name", "product_line_name_zh"})
    await record(actor, "certificate_type.added", f"certificate_type:{new.code}", facts)


def _values(kind: CertificateTypeIn) -> tuple[object, ...]:
    return (
        kind.title,
        kind.title_zh,
        kind.repair_level,
        kind.validity_rule.value,
        kind.validity_months,
        kind.fixed_month,
        kind.fixed_day,
        kind.window_days,
        kind.active,
    )


async def _line(kind: CertificateTypeIn) -> int:
    """The id of its product line, which is added when it is not known yet. BadCertificateType without a name for it."""
    known = await fetch_value("select id from product_line where code = $1", kind.product_line)
    if known is not None:
        return int(known)
    if not kind.product_line_name or not kind.product_line_name_zh:
        told = _("This product line is not known yet: give its name in both languages.")
        raise BadCertificateType({"product_line_name": told})
    return int(
        await fetch_value(
            "insert into product_line (code, name, name_zh) values ($1, $2, $3) returning id",
            kind.product_line,
            kind.product_line_name,
            kind.product_line_name_zh,
        )
    )


def _facts_of(row: Record) -> dict[str, object]:
    facts = type_out(row).model_dump(exclude={"code", "version"})
    return {**facts, "product_line": facts["product_line"]["code"]}
