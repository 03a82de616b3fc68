"""At most so many requests of one account at once: a device with a week's work to send leaves room for others."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from network.foundation.errors import ServicemarkError
from network.foundation.i18n import lazy as _


class TooManyAtOnce(ServicemarkError):
    """Nothing has happened; the same request succeeds later."""

    status = 429
    code = "too_many_at_once"
    message = _("Too much is being sent from this account at the same time. It goes on in a moment.")
    retryable = True
    retry_after = 2


class Turnstile:
    """Of one process: what several servers let in adds up."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._inside: Counter[UUID | None] = Counter()

    @contextmanager
    def passing(self, account: UUID | None) -> Iterator[None]:
        """Raises TooManyAtOnce when `most` are inside already."""
        if self._inside[account] >= self.most:
            raise TooManyAtOnce()
        self._inside[account] += 1
        try:
            yield
        finally:
            self._inside[account] -= 1
            if not self._inside[account]:
                del self._inside[account]
