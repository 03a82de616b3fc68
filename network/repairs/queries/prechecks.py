"""Reading pre-check lists. Row security hides drafts from all but those who answer for the whole network."""

from importlib.resources import files
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.repairs.errors.prechecks import NoPrecheckList, PrecheckListNotFound
from network.repairs.errors.records import ReturnNotFound
from network.repairs.rules.prechecks import PrecheckState
from network.repairs.schemas.prechecks import PrecheckList, TickedList, kept_prechecks, kept_ticks

# The list that holds for every product without one of its own.
EVERY_PRODUCT = ""

COLUMNS = """
l.id, l.product, l.version, l.state, l.document, l.note, l.created_by, l.created_at, l.published_by, l.published_at,
l.row_version
"""
_LISTS = f"select {COLUMNS} from precheck_list l "


def shipped() -> str:
    """The list that ships with the program, for every product, as YAML."""
    return (files("network.repairs") / "prechecks" / "every-product.yaml").read_text(encoding="utf-8")


async def list_lists(actor: Actor) -> list[PrecheckList]:
    """Every version in reach, by product, the newest first."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_LISTS + "order by l.product, l.version desc")
    return [precheck_list(row) for row in rows]


async def read_list(actor: Actor, list_id: UUID) -> PrecheckList:
    """One version. PrecheckListNotFound."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        return await find_list(list_id)


async def prechecks_for(actor: Actor, product: str) -> PrecheckList:
    """The list in force for a product, for those who ship and those who inspect. NoPrecheckList."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        return await list_in_force(product)


async def lists_of_today(actor: Actor) -> dict[str, PrecheckList]:
    """Every list in force, by product; see `list_for`."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        return await lists_in_force()


async def find_list(list_id: UUID) -> PrecheckList:
    """Inside a transaction: one version. PrecheckListNotFound."""
    row = await fetch_row(_LISTS + "where l.id = $1", list_id)
    if row is None:
        raise PrecheckListNotFound()
    return precheck_list(row)


async def lists_in_force() -> dict[str, PrecheckList]:
    """Inside a transaction: every list in force, by product; see `list_for`."""
    rows = await fetch(_LISTS + "where l.state = 'published'")
    return {row["product"]: precheck_list(row) for row in rows}


def list_for(product: str | None, in_force: dict[str, PrecheckList]) -> PrecheckList:
    """Which of the lists in force holds for a product: its own, else that of every product. NoPrecheckList."""
    found = in_force.get(product or EVERY_PRODUCT) or in_force.get(EVERY_PRODUCT)
    if found is None:
        raise NoPrecheckList()
    return found


async def list_in_force(product: str | None) -> PrecheckList:
    """Inside a transaction: what a unit of this product is checked by today. NoPrecheckList."""
    rows = await fetch(
        _LISTS + "where l.state = 'published' and l.product in ($1, '')",
        product or EVERY_PRODUCT,
    )
    return list_for(product, {row["product"]: precheck_list(row) for row in rows})


async def ticked_list(return_id: UUID) -> TickedList | None:
    """Inside a transaction: what the site ticked before it shipped the unit; None for what was not shipped here."""
    row = await fetch_row(
        f"select {COLUMNS}, t.answers, t.ticked_at from return_precheck t "
        "join precheck_list l on l.id = t.precheck_list where t.returned = $1",
        return_id,
    )
    if row is None:
        return None
    return TickedList(precheck_list(row), kept_ticks(row["answers"]), row["ticked_at"])


async def list_of_return(return_id: UUID) -> PrecheckList:
    """Inside a transaction: the list that a returned unit is judged by: the one that the site ticked before shipping
    it, or the one in force for its product when it came without (imported records). ReturnNotFound, NoPrecheckList.
    """
    if ticked := await ticked_list(return_id):
        return ticked.list
    row = await fetch_row("select product from hq_return where id = $1", return_id)
    if row is None:
        raise ReturnNotFound()
    return await list_in_force(row["product"])


def precheck_list(row: Record) -> PrecheckList:
    """From the columns of `COLUMNS`."""
    values = {name: row[name] for name in PrecheckList.__dataclass_fields__}
    return PrecheckList(**{**values, "state": PrecheckState(row["state"]), "document": kept_prechecks(row["document"])})
