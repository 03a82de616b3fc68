"""Suspected overcharging: found in orders or told by customers, decided by headquarters."""

from piccolo.columns import UUID, Char, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.sites import Site


class OverchargeCase(Table, tablename="overcharge_case"):
    """One charge that may have been too much. An order has one case, however many complain about it."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    ground = Varchar(length=20, help_text="`above_list`, `warranty` or `complaint`.")
    repair_order = UUID(null=True, default=None, help_text="That domain stands beside this one.")
    order_no = Varchar(length=60)
    complaint = UUID(null=True, default=None)
    product = Varchar(length=60)
    service = Varchar(length=40)
    charged_on = Date(default=None, help_text="The site's day of the charge.")
    charge = Numeric(digits=(14, 2), null=True, default=None)
    currency = Char(length=3, null=True, default=None)
    highest = Numeric(digits=(14, 2), null=True, default=None, help_text="By the price list in force.")
    price_list = UUID(null=True, default=None)
    state = Varchar(length=20, help_text="`suspected`, `substantiated` or `dismissed`.")
    found_at = Timestamptz(default=None)
    stated_by = UUID(null=True, default=None)
    stated_at = Timestamptz(null=True, default=None)
    statement = Text(null=True, default=None, help_text="The site's side.")
    decided_by = UUID(null=True, default=None)
    decider = Text(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision = Text(null=True, default=None, help_text="Why.")
    version = Integer(default=1)


class OverchargeStep(Table, tablename="overcharge_step"):
    """What happened to a case, who did it and what was said."""

    id = UUID(primary_key=True, default=UUID4())
    overcharge = ForeignKey(OverchargeCase)
    site = ForeignKey(Site)
    what = Varchar(length=30)
    note = Text()
    side = Varchar(length=10, help_text="`site` or `hq`.")
    by = UUID(null=True, default=None)
    who = Text()
    at = Timestamptz(default=None)
