"""Keys in requests: `Authorization: Bearer smk_...`, by which a site's own program acts instead of a person."""

from network.web.cookies import LONGEST_TOKEN
from network.web.visit import Connection

# Where keys open something. Pages are for people.
KEY_PATHS = "/api/v1/"


def key_of(connection: Connection) -> str | None:
    """The key that was sent, whether it is one or not; None without one. Other kinds of authorisation are ignored."""
    scheme, _, value = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    key = value.strip()
    return key if len(key) <= LONGEST_TOKEN else ""
