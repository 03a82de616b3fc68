from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.sites import Region, Site


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
    totp_secret = Text(null=True, default=None, secret=True, help_text="Base32. Set at enrolment, used once confirmed.")
    totp_confirmed_at = Timestamptz(null=True, default=None)
    totp_last_step = BigInt(default=0, help_text="The 30-second step of the last code taken: none is taken twice.")
    recovery_codes = JSONB(default="[]", secret=True, help_text="SHA-256 of the codes that are left, in hexadecimal.")


class Membership(Table, tablename="membership"):
    """One role of one account, for the whole network or for the regions and sites linked to it."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account)
    role = Varchar(length=30)
    whole_network = Boolean(default=False)
    created_at = Timestamptz(default=TimestamptzNow())
    valid_from = Timestamptz(default=TimestamptzNow())
    valid_to = Timestamptz(null=True, default=None, help_text="The moment from which it no longer holds.")
    granted_by = UUID(null=True, default=None)
    grantor = Text()
    last_used_at = Timestamptz(null=True, default=None, help_text="When a session last began or went on with it.")


class MembershipRegion(Table, tablename="membership_region"):
    membership = ForeignKey(Membership)
    region = ForeignKey(Region)


class MembershipSite(Table, tablename="membership_site"):
    membership = ForeignKey(Membership)
    site = ForeignKey(Site)


class MembershipRight(Table, tablename="membership_right"):
    """One of the six rights that a manager's membership holds, in a region and all below it, or everywhere (null)."""

    id = Serial(primary_key=True)
    membership = ForeignKey(Membership)
    permission = Varchar(length=40, help_text="Such as `sites:right:select`.")
    region = ForeignKey(Region, null=True)
    valid_from = Timestamptz(default=TimestamptzNow())
    valid_to = Timestamptz(null=True, default=None)
    granted_by = UUID(null=True, default=None)
    grantor = Text()


class Session(Table, tablename="session"):
    """A sign-in. Only the SHA-256 of its token is kept."""

    token_sha256 = Bytea(primary_key=True, default=b"")
    account = ForeignKey(Account)
    membership = ForeignKey(Membership)
    created_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=None)
    user_agent = Varchar(length=300)
    public_id = UUID(unique=True, default=UUID4(), help_text="What a list of sessions names it by.")
    address = Varchar(length=60, help_text="Network address of the sign-in.")
    last_seen_at = Timestamptz(default=TimestamptzNow())
    second_factor_at = Timestamptz(null=True, default=None)
    needs_second_factor = Boolean(default=False, help_text="Until `second_factor_at` it is nobody's session.")


class LoginThrottle(Table, tablename="login_throttle"):
    """Failed sign-ins within a window, by e-mail address and by network address."""

    key = Varchar(length=320, primary_key=True)
    failures = Integer(default=0)
    window_ends_at = Timestamptz(default=None)


class KnownDevice(Table, tablename="known_device"):
    """A browser in which somebody has signed in before: failures of others are not counted against it."""

    token_sha256 = Bytea(primary_key=True, default=b"")
    account = ForeignKey(Account)
    created_at = Timestamptz(default=TimestamptzNow())
    last_used_at = Timestamptz(default=TimestamptzNow())


class Invitation(Table, tablename="invitation"):
    """A link by which somebody makes an account of their own. Only the SHA-256 of its token is kept."""

    id = UUID(primary_key=True, default=UUID4())
    token_sha256 = Bytea(unique=True, default=b"")
    email = Varchar(length=254)
    name = Varchar(length=200)
    role = Varchar(length=30)
    scope = JSONB(default="{}", help_text="{whole_network, regions, sites, rights, valid_to} as the form gave them.")
    created_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=None)
    invited_by = UUID(null=True, default=None)
    inviter = Text()
    accepted_at = Timestamptz(null=True, default=None)
    account = ForeignKey(Account, null=True)
    revoked_at = Timestamptz(null=True, default=None)


class ApiKey(Table, tablename="api_key"):
    """A key by which a site's own program acts: for one site, with some verbs, until a day."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    name = Varchar(length=80)
    prefix = Varchar(length=12, help_text="The start of the key, to tell keys apart.")
    key_sha256 = Bytea(unique=True, default=b"")
    verbs = JSONB(default="[]", help_text="Permissions.")
    created_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=None)
    created_by = UUID(null=True, default=None)
    creator = Text()
    last_used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)


class Notice(Table, tablename="notice"):
    """Something that a person is told, in the application and by e-mail. Texts are made when it is read or sent."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account)
    kind = Varchar(length=60)
    key = Varchar(length=200, help_text="What it is about: the same is never told twice.")
    link = Varchar(length=300, help_text="Path of the page that it is about.")
    facts = JSONB(default="{}", help_text="The values that its text names.")
    created_at = Timestamptz(default=TimestamptzNow())
    read_at = Timestamptz(null=True, default=None)
    mailed_at = Timestamptz(null=True, default=None)
