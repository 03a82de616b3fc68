from piccolo.columns import UUID, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables import Region, Site


class Account(Table, tablename="account"):
    """A person who signs in."""

    id = UUID(primary_key=True, default=UUID4())
    email = Varchar(length=254, unique=True, help_text="Lower case.")
    name = Varchar(length=200)
    password_hash = Text(secret=True)
    language = Varchar(length=10, null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    password_changed_at = Timestamptz(default=TimestamptzNow())
    disabled_at = Timestamptz(null=True, default=None)


class Membership(Table, tablename="membership"):
    """One role of one account, for the whole network or for the regions and sites linked to it."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account)
    role = Varchar(length=30)
    whole_network = Boolean(default=False)
    created_at = Timestamptz(default=TimestamptzNow())


class MembershipRegion(Table, tablename="membership_region"):
    membership = ForeignKey(Membership)
    region = ForeignKey(Region)


class MembershipSite(Table, tablename="membership_site"):
    membership = ForeignKey(Membership)
    site = ForeignKey(Site)


class Session(Table, tablename="session"):
    """A sign-in. Only the SHA-256 of its token is kept."""

    token_sha256 = Bytea(primary_key=True, default=b"")
    account = ForeignKey(Account)
    membership = ForeignKey(Membership)
    created_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=None)
    user_agent = Varchar(length=300)


class LoginThrottle(Table, tablename="login_throttle"):
    """Failed sign-ins within a window, by e-mail address and by network address."""

    key = Varchar(length=320, primary_key=True)
    failures = Integer(default=0)
    window_ends_at = Timestamptz(default=None)
