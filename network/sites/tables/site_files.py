"""The file of a site: whom to ask, what it has, who works there, what its operator wants changed."""

from piccolo.columns import JSONB, UUID, BigInt, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.people import Person
from network.sites.tables.sites import Site


class SiteContact(Table, tablename="site_contact"):
    """Whom headquarters asks for at a site. `removed_at`: no longer; rows are never deleted."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    name = Varchar(length=200)
    role = Varchar(length=100)
    phone = Varchar(length=40)
    email = Varchar(length=254)
    removed_at = Timestamptz(null=True, default=None)


class SiteEquipment(Table, tablename="site_equipment"):
    """A tool or device that the operating manual asks for."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    name = Varchar(length=200)
    model = Varchar(length=100)
    serial_no = Varchar(length=100)
    acquired_on = Date(null=True, default=None)
    next_check_on = Date(null=True, default=None, help_text="When it must be calibrated or tested again.")
    removed_at = Timestamptz(null=True, default=None)


class SiteDocument(Table, tablename="site_document"):
    """A document of the site's file: contract, price list, licence ... The bytes are in the store of evidence."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    kind = Varchar(length=20)
    title = Varchar(length=200)
    version = Varchar(length=40, help_text="Such as the edition of a price list or the number of a contract.")
    valid_from = Date(null=True, default=None)
    valid_to = Date(null=True, default=None)
    file_name = Varchar(length=200)
    file_sha256 = Varchar(length=64)
    file_kind = Varchar(length=20, help_text="`photo`, `pdf` or `document`.")
    file_type = Varchar(length=100, help_text="Media type.")
    file_size = BigInt()
    thumbnail_sha256 = Varchar(length=64, null=True, default=None)
    added_by = Text()
    added_at = Timestamptz(default=TimestamptzNow())
    removed_at = Timestamptz(null=True, default=None)


class StaffMember(Table, tablename="staff_member"):
    """A person who works at a site, from a day to a day. Someone who comes back is a new row."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    name = Varchar(length=200)
    role = Varchar(length=40)
    from_on = Date(default=None)
    to_on = Date(null=True, default=None, help_text="The last day; empty while they are there.")
    phone = Varchar(length=40)
    email = Varchar(length=254)
    person = ForeignKey(Person, null=True, help_text="Made with the entry when none is named; the database sees to it.")


class SiteProposal(Table, tablename="site_proposal"):
    """What an operator asks headquarters to change in the file of its site."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    changes = JSONB(default="[]", help_text="[{field, before, after}], values as JSON.")
    reason = Text()
    state = Varchar(length=20, help_text="`open`, `accepted`, `refused` or `retracted`.")
    site_version = Integer(help_text="The version of the site that it was written against.")
    proposed_by = UUID(null=True, default=None)
    proposer = Text()
    proposed_at = Timestamptz(default=TimestamptzNow())
    decided_by = UUID(null=True, default=None)
    decider = Text()
    decided_at = Timestamptz(null=True, default=None)
    decision_reason = Text()
