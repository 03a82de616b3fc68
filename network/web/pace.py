"""How often a public page may be asked from one network address: often enough for anybody, too seldom to try codes."""

from collections import OrderedDict

from network.foundation.errors import ServicemarkError
from network.foundation.i18n import lazy as _

# Addresses remembered at once; beyond it those that asked longest ago are forgotten.
REMEMBERED = 10_000


class AskedTooOften(ServicemarkError):
    """Nothing was looked up; the same request is answered later."""

    status = 429
    code = "asked_too_often"
    message = _("So many questions came from your network that the page pauses for a minute.")
    retryable = True
    retry_after = 60


class Pace:
    """Of one process: what several servers let in adds up. At most `most` requests within `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def step(self, address: str, at: float) -> None:
        """Count one request at this moment (seconds on any clock). AskedTooOften."""
        began, count = self._windows.pop(address, (at, 0))
        if at - began >= self.seconds:
            began, count = at, 0
        self._windows[address] = (began, count + 1)
        if len(self._windows) > REMEMBERED:
            self._windows.popitem(last=False)
        if count >= self.most:
            raise AskedTooOften()
