"""Pages: one order at the desk, and everything that a tap on it does."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, ServicemarkError
from network.repairs.commands.desk.holds import begin_hold, resume
from network.repairs.commands.desk.loans import lend, take_back
from network.repairs.commands.desk.steps import take_step, undo_step
from network.repairs.errors.desk import BadDeskEntry
from network.repairs.pages.desk import back_to_queue, told_at
from network.repairs.pages.desk_order_words import order_context
from network.repairs.queries.desk import desk_order, suggestions
from network.repairs.schemas.desk import HoldIn, LoanIn, StepIn
from network.sites.pages.sites import site_path
from network.sites.queries.sites import site
from network.web.forms import read_as, typed_values
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

STEP = ("step", "outcome", "charge", "currency", "loan_back")

Change = Callable[[FormMultiDict, int], Awaitable[None]]


class DeskOrderPages(Controller):
    path = "/sites/{code:str}/desk/orders/{order_id:uuid}"
    guards = [allows(Permission.RUN_DESK)]

    @get()
    async def show(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        order_id: FromPath[UUID],
        done: FromQuery[str] = "",
    ) -> Page:
        """Where the order stands, what may be done next, and what happened."""
        return await _order_page(request, actor, code, order_id, done=done)

    @post("/steps")
    async def step(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID]
    ) -> Response[Any]:
        async def change(form: FormMultiDict, version: int) -> None:
            wanted = _read(StepIn, typed_values(form, STEP))
            await take_step(actor, code, order_id, version, wanted, now())

        form = await request.form()
        return await _changed(request, actor, code, order_id, change, str(form.get("step", "")))

    @post("/undo")
    async def undo(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID]
    ) -> Response[Any]:
        async def change(_form: FormMultiDict, version: int) -> None:
            await undo_step(actor, code, order_id, version, now())

        return await _changed(request, actor, code, order_id, change, "undone")

    @post("/hold")
    async def hold(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID]
    ) -> Response[Any]:
        async def change(form: FormMultiDict, version: int) -> None:
            wanted = _read(HoldIn, typed_values(form, ("reason", "note")))
            await begin_hold(actor, code, order_id, version, wanted, now())

        return await _changed(request, actor, code, order_id, change, "held")

    @post("/resume")
    async def resume(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID]
    ) -> Response[Any]:
        async def change(_form: FormMultiDict, version: int) -> None:
            await resume(actor, code, order_id, version, now())

        return await _changed(request, actor, code, order_id, change, "resumed")

    @post("/loan")
    async def lend(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID]
    ) -> Response[Any]:
        async def change(form: FormMultiDict, version: int) -> None:
            wanted = _read(LoanIn, typed_values(form, ("loan_unit_no",)))
            await lend(actor, code, order_id, version, wanted, now())

        return await _changed(request, actor, code, order_id, change, "loan_out")

    @post("/loan/back")
    async def take_back(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID]
    ) -> Response[Any]:
        async def change(_form: FormMultiDict, version: int) -> None:
            await take_back(actor, code, order_id, version, now())

        return await _changed(request, actor, code, order_id, change, "loan_back")


def _read(model: type[Any], typed: dict[str, str]) -> Any:
    """The form as `model`; an empty field is one that was not filled in. Raises BadDeskEntry."""
    return read_as(model, {name: text for name, text in typed.items() if text.strip()}, BadDeskEntry)


async def _changed(
    request: HouseRequest, actor: Actor, code: str, order_id: UUID, change: Change, done: str
) -> Response[Any]:
    """Make the change and go where the form came from (`to`); refused, show the order as it is now, and why."""
    form = await request.form()
    try:
        await change(form, version_of(form))
    except (BadDeskEntry, Conflict, PreconditionFailed) as refusal:
        return await _order_page(request, actor, code, order_id, refusal, form)
    to, number = str(form.get("to", "")), str(form.get("number", ""))
    if to == "queue":
        return back_to_queue(code, str(form.get("back", "")), done, number)
    if to == "loans":
        return told_at(site_path(code, "desk", "loans"), done, number)
    return told_at(site_path(code, "desk", "orders", str(order_id)), done)


async def _order_page(
    request: HouseRequest,
    actor: Actor,
    code: str,
    order_id: UUID,
    refusal: ServicemarkError | None = None,
    form: FormMultiDict | None = None,
    done: str = "",
) -> Page:
    moment = now()
    shop, order = await site(actor, code), await desk_order(actor, code, order_id, moment)
    lately = await suggestions(actor, code)
    typed = typed_values(form or FormMultiDict(), ("charge", "currency", "note", "loan_unit_no"))
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    return page(
        "desk_order.html",
        status=refusal.status if refusal else 200,
        refused="" if refusal is None else refusal.text(),
        wrong={name: str(text) for name, text in fields.items()},
        **order_context(request, shop, order, moment, typed, lately.currency, done),
    )
