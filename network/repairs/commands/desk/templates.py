"""Templates: fields that a site fills in alike again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.repairs.errors.desk import TemplateNameTaken
from network.repairs.queries.desk import template_row
from network.repairs.schemas.desk import TemplateIn
from network.sites.queries.sites import site_row


async def add_template(actor: Actor, site_code: str, wanted: TemplateIn) -> UUID:
    """A template of the site; its id. SiteNotFound, TemplateNameTaken."""
    actor.require(Permission.RUN_DESK)
    with _name_once():
        async with transaction(actor):
            site = (await site_row(site_code))["id"]
            made, columns = uuid4(), _columns(wanted)
            places = ", ".join(f"${place}" for place in range(3, 3 + len(columns)))
            await execute(
                f"insert into order_template (id, site, {', '.join(columns)}) values ($1, $2, {places})",
                made,
                site,
                *columns.values(),
            )
            facts = {"title": wanted.name, **columns}
            await trail.record(actor, "template.added", f"template:{made}", facts, site=site)
    return made


async def change_template(actor: Actor, site_code: str, template_id: UUID, wanted: TemplateIn) -> None:
    """SiteNotFound, TemplateNotFound, TemplateNameTaken."""
    actor.require(Permission.RUN_DESK)
    with _name_once():
        async with transaction(actor):
            site = (await site_row(site_code))["id"]
            row, columns = await template_row(site, template_id), _columns(wanted)
            after = {name: value for name, value in columns.items() if row[name] != value}
            if not after:
                return
            sets = ", ".join(f"{name} = ${place}" for place, name in enumerate(after, start=2))
            await execute(f"update order_template set {sets} where id = $1", template_id, *after.values())
            facts = {"title": wanted.name, "before": {name: row[name] for name in after}, "after": after}
            await trail.record(actor, "template.changed", f"template:{template_id}", facts, site=site)


async def remove_template(actor: Actor, site_code: str, template_id: UUID) -> None:
    """Orders that were filled in from it keep what they have. SiteNotFound, TemplateNotFound."""
    actor.require(Permission.RUN_DESK)
    async with transaction(actor):
        site = (await site_row(site_code))["id"]
        row = await template_row(site, template_id)
        await execute("delete from order_template where id = $1", template_id)
        await trail.record(actor, "template.removed", f"template:{template_id}", {"title": row["name"]}, site=site)


def _columns(wanted: TemplateIn) -> dict[str, Any]:
    return {
        **wanted.model_dump(),
        "product": wanted.product or None,
        "fault_code": wanted.fault_code or None,
    }


@contextmanager
def _name_once() -> Iterator[None]:
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        raise TemplateNameTaken({"name": _("There is already a template of this name.")}) from error
