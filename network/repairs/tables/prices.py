"""Price lists: the highest charge that a customer may be asked for."""

from piccolo.columns import UUID, BigSerial, Char, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.sites import Region


class PriceList(Table, tablename="price_list"):
    """One list, in force from its first day until the next one of the same region begins. It never changes; one that
    has not begun can be withdrawn."""

    id = UUID(primary_key=True, default=UUID4())
    title = Varchar(length=200)
    region = ForeignKey(Region, null=True, default=None, help_text="Empty: the whole network.")
    from_on = Date(default=None)
    currency = Char(length=3)
    note = Text(help_text="For the sites: what is new.")
    file_name = Varchar(length=200)
    sha256 = Varchar(length=64)
    uploaded_by = UUID(null=True, default=None)
    uploader = Text()
    uploaded_at = Timestamptz(default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawer = Text(null=True, default=None)
    withdrawal = Text(null=True, default=None, help_text="Why it was withdrawn.")


class PriceLine(Table, tablename="price_line"):
    """The highest charge for a service on a product; an empty text stands for any."""

    id = BigSerial(primary_key=True)
    price_list = ForeignKey(PriceList)
    product = Varchar(length=60)
    service = Varchar(length=40, help_text="The fault code of the order.")
    highest = Numeric(digits=(14, 2))
    row = Integer(help_text="Of the file.")
