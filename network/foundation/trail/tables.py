from piccolo.columns import UUID, BigInt, BigSerial, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table


class TrailEvent(Table, tablename="trail_event"):
    """One thing that happened. The database fills `sequence`, `at`, `previous` and `hash`, and refuses any change."""

    id = BigSerial(primary_key=True)
    site = Integer(help_text="The chain: a site's id, or 0 for the network's own.")
    sequence = BigInt(default=0, help_text="1, 2, 3 ... without gaps within a chain.")
    at = Timestamptz(default=None)
    actor = Text(help_text="Name of who acted, as it was then.")
    account = UUID(null=True, default=None)
    action = Text(help_text="Such as `order.changed`.")
    subject = Text(help_text="What it is about, in words of the domain.")
    body = Text(help_text="JSON, stored as the very text that was hashed.")
    previous = Bytea(default=b"")
    hash = Bytea(default=b"")


class TrailHead(Table, tablename="trail_head"):
    """Where each chain ends. Only the trigger of `trail_event` writes it."""

    site = Integer(primary_key=True, default=0)
    sequence = BigInt(default=0)
    hash = Bytea(default=b"")
