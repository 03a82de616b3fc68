"""Making the child's plan from a layout and a profile."""

from pathlib import Path

from network.foundation.tabular.cells import converter
from network.foundation.tabular.errors import ProfileInvalid
from network.foundation.tabular.faults import CellFault
from network.foundation.tabular.headers import normalise
from network.foundation.tabular.layout import Column, Kind, Layout
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.plan import Field, Notation, ReadPlan
from network.foundation.tabular.profile import EMPTY, NON_EMPTY, Profile, Sites

SITE_REGION = Column("site_region", Kind.TEXT)
SITE_NAME = Column("site_name", Kind.TEXT)


def plan(path: Path, layout: Layout, profile: Profile | None, limits: Limits, target: Path) -> ReadPlan:
    """Raises ProfileInvalid when the profile does not fit the layout, or a constant its column."""
    if profile:
        profile.check(layout)
    fields = tuple(_field(column, profile) for column in layout.columns)
    if profile and profile.sites:
        fields += _site_fields(profile.sites)
    notation = _notation(profile)
    for field in fields:
        _check_constant(field, notation)
    return ReadPlan(path.resolve(), target.resolve(), fields, notation, limits, strict=profile is None)


def copy_columns(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """The columns of the COPY file, in order."""
    return ("row_number", "has_error", *(name for field in fields for name in field.column.copy_columns))


def _field(column: Column, profile: Profile | None) -> Field:
    headers = (column.name, *column.aliases)
    if profile is None:
        return Field(column, headers)
    if column.name in profile.constants:
        return Field(column, constant=profile.constants[column.name])
    values = {normalise(source): value for source, value in profile.values.get(column.name, {}).items()}
    filled, empty = values.pop(NON_EMPTY, None), values.pop(EMPTY, None)
    named = column.name in profile.columns
    if named:
        headers = (profile.columns[column.name],)
    return Field(column, headers, named, None, values, filled, empty)


def _site_fields(sites: Sites) -> tuple[Field, Field]:
    unknown = {normalise(value): "" for value in sites.unknown_region}
    region = Field(SITE_REGION, (sites.region,), named=True, values=unknown) if sites.region else Field(SITE_REGION)
    name = Field(SITE_NAME, (sites.name,), named=True) if sites.name else Field(SITE_NAME)
    return region, name


def _notation(profile: Profile | None) -> Notation:
    if profile is None:
        return Notation()
    said = profile.formats
    return Notation(tuple(said.timestamp), tuple(said.date), said.decimal_mark, said.encoding, said.delimiter)


def _check_constant(field: Field, notation: Notation) -> None:
    if field.constant is None:
        return
    try:
        converter(field, notation)(field.constant)
    except CellFault as fault:
        raise ProfileInvalid(problem=f"[constants] {field.column.name} = {field.constant!r}: {fault.code}") from None
