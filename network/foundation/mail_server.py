"""The address of a mail server, as the settings give it."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit


class Tls(StrEnum):
    """How the connection is kept secret."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


PORTS = {Tls.STARTTLS: 587, Tls.IMPLICIT: 465, Tls.NONE: 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str = ""


def mail_server(url: str) -> MailServer:
    """What an address such as `smtp://user:password@host:587?tls=starttls` names. ValueError for any other text."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query, strict_parsing=bool(parts.query))
    if parts.scheme != "smtp" or not parts.hostname or parts.path.strip("/") or set(asked) - {"tls"}:
        raise ValueError("expected smtp://user:password@host:port?tls=starttls")
    tls = Tls(asked.get("tls", [Tls.STARTTLS])[-1])
    user = unquote(parts.username) if parts.username else None
    return MailServer(parts.hostname, parts.port or PORTS[tls], tls, user, unquote(parts.password or ""))
