"""Where it is written what a course teaches: links to clauses and standards, called as they are in force."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from network.foundation.access import Actor
from network.foundation.i18n import current
from network.manuals.errors.editions import ManualNotFound
from network.manuals.queries.editions import edition_in_force
from network.manuals.queries.standards import list_standards
from network.sites.rules.criteria import LocalText

Link = Mapping[str, str]


async def clause_links(actor: Actor, clauses: Sequence[tuple[str, str]], day: date) -> list[Link]:
    """`clauses`: manual and clause. What is in force no more is called by its key; there is a link all the same."""
    titles = await _titles(actor, {manual for manual, _clause in clauses}, day)
    return [
        {
            "label": _local(titles.get((manual, clause)), clause),
            "manual": _local(titles.get((manual, "")), manual),
            "href": f"/manuals/{manual}#{clause}",
        }
        for manual, clause in clauses
    ]


async def _titles(actor: Actor, manuals: Collection[str], day: date) -> dict[tuple[str, str], LocalText]:
    """By manual and clause; of a manual itself, under an empty clause."""
    found = {}
    for manual in manuals:
        try:
            edition = await edition_in_force(actor, manual, day)
        except ManualNotFound:
            continue
        found[manual, ""] = edition.title
        found |= {(manual, clause.key): clause.title for each in edition.document.chapters for clause in each.clauses}
    return found


async def standard_links(actor: Actor, keys: Sequence[str]) -> list[Link]:
    """Called by what they ask for; one that holds no more by its key."""
    asked = {each.key: each.indicator for each in await list_standards(actor)} if keys else {}
    return [{"label": _local(asked.get(key), key), "href": f"/standards/{key}"} for key in keys]


def _local(text: LocalText | None, otherwise: str) -> str:
    return text.in_language(current().code) if text else otherwise
