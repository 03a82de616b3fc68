"""The order desk of a site: what an order needs beside its record."""

from piccolo.columns import UUID, Char, ForeignKey, Integer, Numeric, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.repairs.tables.records import RepairOrder
from network.sites.tables.sites import Site


class DeskTicket(Table, tablename="desk_ticket"):
    """What was agreed with the customer at the desk. Who the customer is, only the site reads."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    order = ForeignKey(RepairOrder)
    customer_name = Varchar(length=200)
    customer_phone = Varchar(length=40)
    symptom = Text()
    accessories = Varchar(length=200)
    quoted_price = Numeric(digits=(14, 2), null=True, default=None)
    currency = Char(length=3, null=True, default=None)
    loan_unit_no = Varchar(length=60, null=True, default=None)
    loan_out_at = Timestamptz(null=True, default=None)
    loan_back_at = Timestamptz(null=True, default=None)
    entered_by = UUID(null=True, default=None, help_text="The account, or the API key.")
    entered_at = Timestamptz(default=TimestamptzNow())
    version = Integer(default=1)


class OrderHold(Table, tablename="order_hold"):
    """A stretch in which the site waits. At most two an order, one after the other, never in hindsight."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    order = ForeignKey(RepairOrder)
    place = SmallInt(help_text="1 or 2.")
    reason = Varchar(length=30)
    note = Varchar(length=500)
    from_at = Timestamptz(default=None)
    to_at = Timestamptz(null=True, default=None)
    begun_by = UUID(null=True, default=None)
    ended_by = UUID(null=True, default=None)


class OrderTemplate(Table, tablename="order_template"):
    """Fields that a site fills in alike again and again."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    name = Varchar(length=100)
    product = Varchar(length=60, null=True, default=None)
    symptom = Text()
    fault_code = Varchar(length=40, null=True, default=None)
    quoted_price = Numeric(digits=(14, 2), null=True, default=None)
    currency = Char(length=3, null=True, default=None)
