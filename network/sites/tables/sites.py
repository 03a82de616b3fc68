"""Where sites are, who runs them, and what was true of them."""

from typing import Any

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Numeric,
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
    address = Varchar(length=300)
    address_zh = Varchar(length=300)
    phone = Varchar(length=40)
    latitude = Numeric(digits=(8, 5), null=True, default=None)
    longitude = Numeric(digits=(8, 5), null=True, default=None)
    opening_hours = JSONB(default="{}", help_text='ISO weekday -> [["09:00", "18:00"], ...], local time.')
    holidays = JSONB(default="[]", help_text="ISO dates on which the site is closed.")
    make_up_days = JSONB(default="[]", help_text="ISO dates on which the site is open although its weekday is not.")
    status = Varchar(length=20)
    opened_on = Date(null=True, default=None)
    closed_on = Date(null=True, default=None)
    version = Integer(default=1)


class City(Table, tablename="city"):
    """A city that the network means to serve. Sites name their city as text; `name` is what they are joined by."""

    id = Serial(primary_key=True)
    name = Varchar(length=120, unique=True)
    name_zh = Varchar(length=120)
    region = ForeignKey(Region, null=True)
    tier = SmallInt(null=True, default=None)
    population = Integer(null=True, default=None, help_text="Thousands of people.")
    latitude = Numeric(digits=(8, 5), null=True, default=None)
    longitude = Numeric(digits=(8, 5), null=True, default=None)


class SiteHistory(Table, tablename="site_history"):
    """What was true of a site from a day on. A trigger of `site` writes it, so no way of changing a site forgets it."""

    id = BigSerial(primary_key=True)
    site = ForeignKey(Site)
    since = Date(default=None)
    recorded_at = Timestamptz(default=None)
    region = ForeignKey(Region, null=True)
    operator = ForeignKey(Operator, null=True)
    status = Varchar(length=20)
    kind = Varchar(length=20)
    account = UUID(null=True, default=None)


class SavedView(Table, tablename="saved_view"):
    """A list as someone likes to see it: the query part of its address, under a name."""

    id = UUID(primary_key=True, default=UUID4())
    account = UUID(default=None)
    list = Varchar(length=40)
    name = Varchar(length=80)
    query = Varchar(length=2000)
    is_default = Boolean(default=False, help_text="The one that the list opens with; at most one a list.")
    created_at = Timestamptz(default=TimestamptzNow())


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
