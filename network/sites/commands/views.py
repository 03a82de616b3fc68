"""Keeping views of lists. They are each person's own: row security shows nobody another's."""

from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, transaction
from network.foundation.errors import Forbidden
from network.foundation.trail.record import record
from network.sites.errors.views import NoSuchList, TooManyViews, ViewNameTaken, ViewNotFound
from network.sites.lists.sites import WITH_VIEWS
from network.sites.schemas.views import ViewChangeIn, ViewIn, ViewOut
from network.web.listing import ListState

# As many as one still finds something among.
MOST_VIEWS = 30

_KEPT = "id, name, query, is_default"


async def save_view(actor: Actor, view: ViewIn) -> ViewOut:
    """Keep a list as it is shown under a name; with `replace` in the place of the view of that name.

    Raises NoSuchList, ViewNameTaken, TooManyViews; Forbidden for whoever has no account.
    """
    account, query = _owner(actor), _query(view)
    try:
        async with transaction(actor):
            names = [row["name"] for row in await fetch("select name from saved_view where list = $1", view.list)]
            if view.name in names and not view.replace:
                raise ViewNameTaken(name=view.name)
            if view.name not in names and len(names) >= MOST_VIEWS:
                raise TooManyViews(most=MOST_VIEWS)
            row = await fetch_row(
                "insert into saved_view (id, account, list, name, query, is_default) "
                "values ($1, $2, $3, $4, $5, false) "
                f"on conflict (account, list, name) do update set query = excluded.query returning {_KEPT}",
                *(uuid4(), account, view.list, view.name, query),
            )
            await record(actor, "view.saved", f"view:{view.list}", {"name": view.name, "query": query})
    except asyncpg.UniqueViolationError as error:
        raise ViewNameTaken(name=view.name) from error
    return _out(row)


async def change_view(actor: Actor, view_id: UUID, change: ViewChangeIn) -> ViewOut:
    """Give a view another name, or make it the one that its list opens with, or no longer.

    Raises ViewNotFound, ViewNameTaken.
    """
    _owner(actor)
    try:
        async with transaction(actor):
            view = await _own(view_id)
            if change.is_default:
                await execute("update saved_view set is_default = false where list = $1 and is_default", view["list"])
            row = await fetch_row(
                "update saved_view set name = coalesce($2, name), is_default = coalesce($3, is_default) "
                f"where id = $1 returning {_KEPT}",
                *(view_id, change.name, change.is_default),
            )
            before, after = ({name: each[name] for name in ("name", "is_default")} for each in (view, row or view))
            facts = {"name": view["name"], "before": before, "after": after}
            await record(actor, "view.changed", f"view:{view['list']}", facts)
    except asyncpg.UniqueViolationError as error:
        raise ViewNameTaken(name=change.name) from error
    return _out(row)


async def delete_view(actor: Actor, view_id: UUID) -> None:
    """ViewNotFound."""
    _owner(actor)
    async with transaction(actor):
        view = await _own(view_id)
        await execute("delete from saved_view where id = $1", view_id)
        await record(actor, "view.deleted", f"view:{view['list']}", {"name": view["name"]})


def _owner(actor: Actor) -> UUID:
    """Whose views these are; the command line has no account and so no views."""
    actor.require(Permission.READ_SITES)
    if actor.account is None:
        raise Forbidden()
    return actor.account


def _query(view: ViewIn) -> str:
    """What the list can do of what was sent, in the order in which its own addresses have it."""
    definition = WITH_VIEWS.get(view.list)
    if definition is None:
        raise NoSuchList(list=view.list)
    return ListState.written(view.query, definition).query


async def _own(view_id: UUID) -> Record:
    row = await fetch_row("select * from saved_view where id = $1 for update", view_id)
    if row is None:
        raise ViewNotFound()
    return row


def _out(row: Record | None) -> ViewOut:
    if row is None:
        raise ViewNotFound()
    return ViewOut(**dict(row))
