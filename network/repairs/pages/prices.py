"""Pages: price lists, one of them, and uploading the next."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.file_errors import FileTooLarge
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.intake.small import MOST_MEGABYTES, RowsFaulty
from network.foundation.settings import Settings
from network.foundation.tabular.errors import FileRefused
from network.repairs.commands.prices import upload_prices, withdraw_prices
from network.repairs.errors.prices import PriceListExists, PriceListWrong
from network.repairs.pages.prices_words import PATH, heading, list_path, price_cells, region_text, row_errors
from network.repairs.queries.prices import list_price_lists, price_list, prices_at_own_sites
from network.repairs.rules.prices import ListState
from network.repairs.schemas.prices import PriceListIn, WithdrawalIn
from network.sites.queries.regions import regions
from network.web.downloads import Format, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import FileMissing, sent_file

FIELDS = ("title", "region", "from_on", "currency", "note")
TOO_LARGE = "size"
UPLOAD = f"{PATH}/upload"
DONE = {
    "uploaded": lazy("The price list is uploaded. It holds from its first day on and never changes."),
    "withdrawn": lazy("The price list is withdrawn. The one before it goes on."),
}


class PriceListPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_RECORDS)]

    @get()
    async def lists(self, actor: NamedDependency[Actor]) -> Page:
        """Every list; for an operator also which one holds at each site."""
        found = (await list_price_lists(actor, now())).price_lists
        names = {each.id: each for each in found}
        own = await prices_at_own_sites(actor, now())
        return page(
            "price_lists.html",
            lists=[heading(each, current()) for each in found],
            own=[
                {"site": each.site, "list": heading(names[each.price_list], current()) if each.price_list else None}
                for each in own
            ],
            new_href=f"{PATH}/new" if actor.may(Permission.CHANGE_PRICE_LISTS) else "",
            breadcrumbs=[{"label": _("Price lists"), "href": ""}],
        )

    @get("/new", guards=[allows(Permission.CHANGE_PRICE_LISTS)])
    async def form(self, actor: NamedDependency[Actor], refused: FromQuery[str] = "") -> Page:
        refusal = FileTooLarge(limit=MOST_MEGABYTES) if refused == TOO_LARGE else None
        return await _form(actor, {**dict.fromkeys(FIELDS, ""), "currency": "CNY"}, refusal)

    @get("/{list_id:uuid}")
    async def show(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        list_id: FromPath[UUID],
        done: FromQuery[str] = "",
    ) -> Response[Any]:
        """One list with its lines; as a file (`?format=csv`) in the columns that an upload takes."""
        if kind := format_of(request):
            return await _file(actor, list_id, kind)
        return await _shown(actor, list_id, done=done)

    @post("/{list_id:uuid}/withdraw", guards=[allows(Permission.CHANGE_PRICE_LISTS)])
    async def withdraw(
        self, request: HouseRequest, actor: NamedDependency[Actor], list_id: FromPath[UUID]
    ) -> Response[Any]:
        """Take back a list that has not begun."""
        typed = typed_values(await request.form(), ("reason",))
        try:
            await withdraw_prices(actor, list_id, read_as(WithdrawalIn, typed, PriceListWrong).reason, now())
        except PriceListWrong as refusal:
            return await _shown(actor, list_id, typed["reason"], refusal)
        return Redirect(f"{list_path(list_id)}?done=withdrawn", status_code=303)


def too_large(_request: Request[Any, Any, Any], _error: Exception) -> Response[Any]:
    """To the form, which says so: the body was refused before it was read."""
    return Redirect(f"{PATH}/new?refused={TOO_LARGE}", status_code=303)


class PriceUploadPages(Controller):
    """Apart from the others because files are handed in here."""

    path = UPLOAD
    guards = [allows(Permission.CHANGE_PRICE_LISTS)]
    exception_handlers = {HTTP_413_REQUEST_ENTITY_TOO_LARGE: too_large}

    @post()
    async def upload(
        self, request: HouseRequest, actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, FIELDS)
        try:
            given, sent = read_as(PriceListIn, typed, PriceListWrong), sent_file(form)
            made = await upload_prices(actor, given, sent, settings.files, now())
        except (PriceListWrong, PriceListExists, RowsFaulty, FileMissing, FileTooLarge, FileRefused) as refusal:
            return await _form(actor, typed, refusal)
        return Redirect(f"{list_path(made)}?done=uploaded", status_code=303)


async def _form(actor: Actor, typed: Mapping[str, str], refusal: ServicemarkError | None = None) -> Page:
    rows = row_errors(refusal)
    wrong = {"file": refusal.text()} if rows and refusal else wrong_fields(refusal)
    if isinstance(refusal, PriceListExists):
        wrong = {"from_on": refusal.text()}
    elif "" in wrong:
        wrong = {"file": wrong[""]}
    return page(
        "price_list_new.html",
        status=refusal.status if refusal else 200,
        action=UPLOAD,
        back=PATH,
        regions=[
            {"value": "", "label": _("Whole network")},
            *({"value": each.path, "label": region_text(each.name, each.name_zh)} for each in await regions(actor)),
        ],
        limit=MOST_MEGABYTES,
        typed=typed,
        rows=rows,
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=[{"label": _("Price lists"), "href": PATH}, {"label": _("Upload a price list"), "href": ""}],
    )


async def _shown(
    actor: Actor, list_id: UUID, reason: str = "", refusal: ServicemarkError | None = None, done: str = ""
) -> Page:
    found, wrong = await price_list(actor, list_id, now()), wrong_fields(refusal)
    view = heading(found, current())
    count = ngettext("%(count)s line", "%(count)s lines", len(found.prices))
    return page(
        "price_list.html",
        status=422 if wrong else 200,
        list=view,
        found=found,
        count=count % {"count": current().decimal(len(found.prices))},
        prices=[price_cells(each, found.currency) for each in found.prices],
        unlisted=found.unlisted,
        may_withdraw=found.state is ListState.COMING and actor.may(Permission.CHANGE_PRICE_LISTS),
        reason=reason,
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=[{"label": _("Price lists"), "href": PATH}, {"label": found.title, "href": ""}],
    )


async def _file(actor: Actor, list_id: UUID, kind: Format) -> Response[bytes]:
    found = await price_list(actor, list_id, now())
    rows = [(each.product, each.service, each.highest) for each in found.prices]
    return await table_download(f"{found.title} {found.from_on}", ("product", "service", "highest"), rows, kind)
