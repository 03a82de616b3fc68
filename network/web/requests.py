"""Requests, stricter than Litestar's: a body is read only as what it says it is; a broken one is the sender's error.

Litestar 2.25 reads JSON that is sent as text/plain (which lets another site post it without asking), and answers 500
to JSON nested too deeply and to text that is not UTF-8.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict

from network.foundation.settings import Settings
from network.web.refusals import Malformed, UnsupportedContent

JSON = "application/json"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class HouseRequest(Request[Any, Any, Any]):
    async def json(self) -> Any:
        if self.content_type[0].lower() != JSON:
            raise UnsupportedContent(expected=JSON)
        try:
            return await super().json()
        except (RecursionError, UnicodeDecodeError) as error:
            raise Malformed() from error

    async def form(self) -> FormMultiDict:
        if self.content_type[0].lower() not in FORMS:
            raise UnsupportedContent(expected=FORMS[0])
        try:
            form = await super().form()
        except UnicodeDecodeError as error:
            raise Malformed() from error
        self.scope["state"]["form"] = form
        return form

    async def close_form(self) -> None:
        """Remove the uploaded files of a form. Litestar does so too, but not when a guard refuses."""
        form: FormMultiDict | None = self.scope["state"].get("form")
        if form is not None:
            await form.close()


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a request comes from, as far as one can know: its network address, its program's name for itself."""

    address: str
    user_agent: str


def sender_of(request: HouseRequest, settings: Settings) -> Sender:
    return Sender(_address(request, settings.trusted_proxy), request.headers.get("user-agent", ""))


def _address(request: HouseRequest, trusted_proxy: str) -> str:
    """The sender's network address. A forwarded one is believed only from the proxy that the settings name.

    Of several, the last: the proxy added it, the others came from outside. An IPv6 sender is its /64, which is what
    one customer of a provider holds.
    """
    peer = request.client.host if request.client else ""
    if trusted_proxy and peer == trusted_proxy:
        peer = request.headers.get("x-forwarded-for", peer).rpartition(",")[2].strip()
    try:
        address = ip_address(peer)
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(ip_address(int(address) >> 64 << 64)) + "/64"
