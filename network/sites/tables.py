from typing import Any

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    Date,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table


class Region(Table, tablename="region"):
    """A node of the region tree. `path` names it from the root: `East China/Shanghai`."""

    id = Serial(primary_key=True)
    parent: "ForeignKey[Any]" = ForeignKey("self", null=True)
    path = Varchar(length=300, unique=True)
    name = Varchar(length=200)
    name_zh = Varchar(length=200)


class Operator(Table, tablename="operator"):
    """The legal entity that runs one or more sites."""

    id = Serial(primary_key=True)
    name = Varchar(length=200, unique=True)
    name_zh = Varchar(length=200)


class Site(Table, tablename="site"):
    """A service site. The `code` is its public name; the id never leaves the program."""

    id = Serial(primary_key=True)
    code = Varchar(length=40, unique=True)
    name = Varchar(length=200)
    name_zh = Varchar(length=200)
    kind = Varchar(length=20)
    city = Varchar(length=120)
    city_zh = Varchar(length=120)
    city_tier = SmallInt(null=True, default=None)
    region = ForeignKey(Region, null=True)
    operator = ForeignKey(Operator, null=True)
    time_zone = Varchar(length=60)
    opening_hours = JSONB(default="{}", help_text='ISO weekday -> [["09:00", "18:00"], ...], local time.')
    holidays = JSONB(default="[]", help_text="ISO dates on which the site is closed.")
    status = Varchar(length=20)
    opened_on = Date(null=True, default=None)
    closed_on = Date(null=True, default=None)
    version = Integer(default=1)


class ImportFile(Table, tablename="import_file"):
    """A file that records came from, known by the SHA-256 of its bytes."""

    id = UUID(primary_key=True, default=UUID4())
    kind = Varchar(length=20)
    name = Varchar(length=200)
    sha256 = Varchar(length=64)
    size = BigInt()
    rows = Integer()
    account = UUID(null=True, default=None)
    actor = Text()
    state = Varchar(length=20, help_text="`previewed`, `imported` or `cancelled`.")
    outcome = JSONB(default="{}", help_text="Counts: new, changed, unchanged, errors.")
    created_at = Timestamptz(default=TimestamptzNow())
    imported_at = Timestamptz(null=True, default=None)
