"""Pages: the manuals with what is in force, the search over their clauses, and a new manual."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.manuals.commands.editions import make_manual
from network.manuals.errors.editions import BadManualForm, ManualKeyTaken
from network.manuals.pages.manual_words import PATH, line_view, local, manual_path, writes
from network.manuals.queries.editions import list_editions, reading_day
from network.manuals.queries.searching import MOST_FOUND, Hit, search_clauses
from network.manuals.schemas.editions import EditionLine, NewManual
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page


class ManualsPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_MANUALS)]

    @get()
    async def manuals(self, actor: NamedDependency[Actor], q: FromQuery[str] = "") -> Page:
        """Every manual with its editions; with `q` the clauses in force that hold all of its words."""
        day = await reading_day(actor, now())
        query = q.strip()[:200]
        hits = await search_clauses(actor, query, day, current().code)
        return page(
            "manuals.html",
            query=query,
            hits=[_hit(each) for each in hits],
            most=len(hits) == MOST_FOUND,
            manuals=_groups(await list_editions(actor), day),
            writes=writes(actor),
            covers=actor.may(Permission.READ_TRAINING),
            breadcrumbs=[{"label": _("Manuals"), "href": ""}],
        )

    @get("/new", guards=[allows(Permission.WRITE_MANUALS)])
    async def new(self) -> Page:
        return _form({}, None)

    @post("/new", guards=[allows(Permission.WRITE_MANUALS)])
    async def make(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Begin a manual with a draft that says nothing yet."""
        typed = typed_values(await request.form(), NewManual.model_fields)
        try:
            made = await make_manual(actor, read_as(NewManual, typed, BadManualForm), now())
        except (BadManualForm, ManualKeyTaken) as refusal:
            return _form(typed, refusal)
        return Redirect(manual_path(made.key, made.number, "edit"), status_code=303)


def _groups(lines: Iterable[EditionLine], day: date) -> list[dict[str, Any]]:
    """A group a manual: its editions, the newest first."""
    groups: dict[str, list[EditionLine]] = {}
    for line in lines:
        groups.setdefault(line.key, []).append(line)
    return [
        {
            "key": key,
            "title": local(found[0].title) or key,
            "href": manual_path(key),
            "in_force": any(line.holds_on(day) for line in found),
            "editions": [line_view(line, day) for line in found],
            "begins": all(line.approver is not None for line in found),
        }
        for key, found in groups.items()
    ]


def _hit(hit: Hit) -> dict[str, Any]:
    found = hit.found
    return {
        "href": f"{manual_path(found.manual)}#clause-{found.clause.key}",
        "number": found.number,
        "manual": local(found.title),
        "title": hit.title,
        "snippet": hit.snippet,
    }


def _form(typed: dict[str, str], refusal: ServicemarkError | None) -> Page:
    wrong = {"key": refusal.text()} if isinstance(refusal, ManualKeyTaken) else wrong_fields(refusal)
    names = NewManual.model_fields
    return page(
        "manual_new.html",
        status=refusal.status if refusal else 200,
        typed={name: typed.get(name, "") for name in names},
        wrong={name: wrong.get(name, "") for name in names},
        errors=summary(wrong),
        breadcrumbs=[{"label": _("Manuals"), "href": PATH}, {"label": _("New manual"), "href": ""}],
    )
