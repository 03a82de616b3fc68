"""Regions and operators that a file names: made when they are new, given their Chinese name when it says another."""

from collections.abc import Iterable
from dataclasses import dataclass

from network.foundation.access import Actor
from network.foundation.database import Record, execute, fetch
from network.foundation.trail.record import record

# How a path is written without blanks around its slashes, and without slashes at its ends; as `parts` reads it.
CLEAN_PATH = r"btrim(regexp_replace({}, '\s*/[\s/]*', '/', 'g'), '/ ')"


@dataclass(frozen=True, slots=True)
class Renamed:
    """A region (by its path) or an operator (by its name) whose Chinese name changed."""

    noun: str
    name: str
    before: str
    after: str


def parts(path: str) -> list[str]:
    """The names on the way to a region: `East China / Shanghai`."""
    return [part.strip() for part in path.split("/") if part.strip()]


async def make_regions(paths: Iterable[tuple[str, str | None]]) -> list[Renamed]:
    """Add the regions with these paths (`East China/Shanghai`, Chinese path or None), and all above them.

    A Chinese path renames what it names otherwise; one with another number of levels says nothing.
    """
    nodes: dict[str, tuple[str, str | None]] = {}
    for path, path_zh in paths:
        levels, levels_zh = parts(path), parts(path_zh or "")
        for depth, name in enumerate(levels, start=1):
            key = "/".join(levels[:depth])
            said = levels_zh[depth - 1] if len(levels_zh) == len(levels) else None
            nodes[key] = (name, said or nodes.get(key, ("", None))[1])
    keys = list(nodes)
    names = [name for name, _zh in nodes.values()]
    names_zh = [zh for _name, zh in nodes.values()]
    renamed = await _renamed("region", "path", keys, names_zh)
    await execute(
        "insert into region (path, name, name_zh) select path, name, coalesce(name_zh, name) "
        "from unnest($1::text[], $2::text[], $3::text[]) as given (path, name, name_zh) on conflict (path) do nothing",
        *(keys, names, names_zh),
    )
    await execute(
        "update region r set parent = p.id from region p "
        "where p.path = regexp_replace(r.path, '/[^/]*$', '') and p.id <> r.id and r.parent is distinct from p.id"
    )
    return renamed


async def make_operators(named: Iterable[tuple[str, str | None]]) -> list[Renamed]:
    """Add the operators with these names (Chinese name or None: not known); a Chinese name that differs is taken."""
    wanted = dict(named)
    names, names_zh = list(wanted), list(wanted.values())
    renamed = await _renamed("operator", "name", names, names_zh)
    await execute(
        "insert into operator (name, name_zh) select name, coalesce(name_zh, name) "
        "from unnest($1::text[], $2::text[]) as given (name, name_zh) on conflict (name) do nothing",
        *(names, names_zh),
    )
    return renamed


async def tell_renamed(actor: Actor, renamed: Iterable[Renamed]) -> None:
    """An event in the network's chain for each."""
    for each in renamed:
        facts = {"before": {"name_zh": each.before}, "after": {"name_zh": each.after}}
        await record(actor, f"{each.noun}.renamed", f"{each.noun}:{each.name}", facts)


async def _renamed(noun: str, key: str, keys: list[str], names_zh: list[str | None]) -> list[Renamed]:
    rows: list[Record] = await fetch(
        f"update {noun} t set name_zh = given.name_zh "
        f"from unnest($1::text[], $2::text[]) as given (key, name_zh) join {noun} b on b.{key} = given.key "
        "where b.id = t.id and given.name_zh <> b.name_zh "
        f"returning t.{key} as key, b.name_zh as before, t.name_zh as after",
        *(keys, names_zh),
    )
    return [Renamed(noun, *row) for row in sorted(rows, key=lambda row: str(row["key"]))]
