"""Addresses of this host that a person may be sent to."""

import re
from urllib.parse import quote

HOME = "/"

# One slash, then no second one and no backslash (browsers read both as another host), and no blank.
_LOCAL = re.compile(r"/(?!/)[^\\ ]*")
_NOWHERE = ("/login", "/login/code", "/login/setup", "/logout")


def local_path(wanted: str | None) -> str:
    """`wanted` when it is a path of this host to come back to after signing in; otherwise the home page."""
    if not wanted or len(wanted) > 2000 or not wanted.isprintable() or not _LOCAL.fullmatch(wanted):
        return HOME
    return HOME if wanted.partition("?")[0] in _NOWHERE else wanted


def login_path(next_path: str = HOME) -> str:
    """The login page, which sends on to `next_path`."""
    local = local_path(next_path)
    return "/login" if local == HOME else f"/login?next={quote(local, safe='/')}"
