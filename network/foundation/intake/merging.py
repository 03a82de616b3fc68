"""Merging checked rows into a table: new ones inserted, changed ones updated with before and after in the trail."""

import json
from dataclasses import dataclass
from typing import Any

from network.foundation.access import Actor
from network.foundation.database import execute, fetch, fetch_value

EXAMPLES = 50


@dataclass(frozen=True, slots=True)
class Target:
    """Where rows go. `key` is what a new row is told from others by; `columns` are compared and written.

    `noun` names the record in the trail (`order`), `subject` is an SQL expression over `t` for one record, `chain` one
    for the site whose chain is told. `stamped`: columns that are written with a change but are no change by themselves;
    `inserted`: columns that only a new row gets, because the file does not have them; `cleared`: columns derived from
    the others, emptied by a change until they are derived anew.
    """

    table: str
    noun: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    chain: str
    subject: str
    stamped: tuple[str, ...] = ()
    inserted: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """Counts, and some of the changes as `(subject, before, after)`."""

    new: int
    changed: int
    unchanged: int
    examples: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...]


async def merge(actor: Actor, target: Target) -> Merged:
    """Merge the temporary table `arrived` (key, columns, stamped columns) into the target, inside the transaction.

    Its column `stored` is the id of the row of the target that has the key, null for a new one: whoever makes it looks
    at that row anyway, and to find it again takes as long each time as all checks together.
    Leaves the temporary table `changing` for the caller: id, subject, and the differing columns `before` and `after`.
    """
    total = await fetch_value("select count(*) from arrived")
    changed = await _find_changes(target)
    examples = await _examples()
    if changed:
        await _update(target)
        await _tell_changes(actor, target)
    new = await _insert(target)
    return Merged(new, changed, total - new - changed, examples)


def _row(alias: str, columns: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"{alias}.{column}" for column in columns) + ")"


def _json(alias: str, columns: tuple[str, ...]) -> str:
    return "jsonb_build_object(" + ", ".join(f"'{column}', {alias}.{column}" for column in columns) + ")"


async def _find_changes(target: Target) -> int:
    """Fill the temporary table `changing`: id, site chain, subject, and the differing columns before and after."""
    await execute(
        "create temp table changing on commit drop as "
        f"select t.id, ({target.chain})::int as chain, ({target.subject})::text as subject, "
        f"{_json('t', target.columns)} as before, {_json('a', target.columns)} as after "
        f"from arrived a join {target.table} t on t.id = a.stored "
        f"where {_row('t', target.columns)} is distinct from {_row('a', target.columns)}"
    )
    await execute(
        "update changing set (before, after) = ("
        "select jsonb_object_agg(b.key, b.value), jsonb_object_agg(n.key, n.value) "
        "from jsonb_each(before) b join jsonb_each(after) n on n.key = b.key and n.value is distinct from b.value)"
    )
    return int(await fetch_value("select count(*) from changing"))


async def _examples() -> tuple[tuple[str, dict[str, Any], dict[str, Any]], ...]:
    rows = await fetch(f"select subject, before, after from changing order by subject limit {EXAMPLES}")
    return tuple((row["subject"], json.loads(row["before"]), json.loads(row["after"])) for row in rows)


async def _update(target: Target) -> None:
    values = ", ".join(
        [f"{column} = a.{column}" for column in target.columns + target.stamped]
        + [f"{column} = null" for column in target.cleared]
    )
    await execute(
        f"update {target.table} t set {values}, version = t.version + 1 "
        "from arrived a where t.id = a.stored and t.id in (select id from changing)"
    )


async def _tell_changes(actor: Actor, target: Target) -> None:
    await execute(
        "insert into trail_event (site, actor, account, action, subject, body) "
        "select chain, $1, $2, $3, subject, json_build_object('after', after, 'before', before)::text "
        "from changing order by chain, subject",
        actor.name,
        actor.account,
        f"{target.noun}.changed",
    )


async def _insert(target: Target) -> int:
    """In the order of the key: neighbours in the indexes are written one after another."""
    columns = ", ".join((*target.key, *target.columns, *target.stamped, *target.inserted))
    tag = await execute(
        f"insert into {target.table} ({columns}) select {columns} from arrived where stored is null "
        f"order by {', '.join(target.key)}"
    )
    return int(tag.rsplit(" ", 1)[-1])
