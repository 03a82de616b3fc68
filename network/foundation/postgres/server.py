"""Where the running server is reached, and as whom."""

from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True)
class Server:
    """A server that answers. `user` is its superuser; `password` is never shown in a repr."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)

    def url(self, database: str, user: str | None = None, password: str | None = None) -> str:
        """`postgresql://...` for this database: as the superuser, or as `user` with `password`."""
        if user is None:
            user, password = self.user, self.password
        login = quote(user, safe="") + (":" + quote(password, safe="") if password else "")
        return f"postgresql://{login}@{self.host}:{self.port}/{quote(database, safe='')}"
