"""Who works at the sites of the demo network: those whose names stand in its repairs, a manager and somebody at the
counter. Some came lately, some have left."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from network.demo.model import DemoNetwork, Site
from network.demo.names import team
from network.foundation.access import Actor
from network.foundation.database import fetch, transaction
from network.sites.commands.staff import add_staff
from network.sites.rules.staff import StaffRole
from network.sites.schemas.staff import StaffIn

_COUNTER = (StaffRole.SITE_MANAGER, StaffRole.RECEPTIONIST)
# A site without repairs on record has somebody who repairs as well.
_UNNAMED_TECHNICIANS = 2
# Of so many entries one began lately, and of so many one has ended.
_LATELY, _LEFT = 12, 15


async def employ(system: Actor, network: DemoNetwork, now: datetime) -> None:
    """The staff lists of all sites that have none yet."""
    async with transaction(system, read_only=True):
        employing = {
            row["code"] for row in await fetch("select s.code from staff_member m join site s on s.id = m.site")
        }
    repairing = _technicians(network)
    for site in network.sites:
        if site.closed_on is None and site.code not in employing:
            for entry in _staff(site, repairing.get(site.code, ()), now.date()):
                await add_staff(system, site.code, entry, now)


def _technicians(network: DemoNetwork) -> Mapping[str, Sequence[str]]:
    found: dict[str, dict[str, None]] = {}
    for order in network.orders:
        found.setdefault(order.site, {})[order.technician] = None
    return {code: tuple(names) for code, names in found.items()}


def _staff(site: Site, technicians: Sequence[str], today: date) -> Iterator[StaffIn]:
    rng = Random(f"{site.code}/staff")
    latin = site.timezone == "Asia/Hong_Kong"
    names = team(len(_COUNTER) + _UNNAMED_TECHNICIANS + len(technicians), latin, rng)
    others = [name for name in names if name not in technicians]
    people = [*zip(others[: len(_COUNTER)], _COUNTER, strict=True)]
    repairing = technicians or others[len(_COUNTER) :]
    people += [(name, StaffRole.TECHNICIAN) for name in repairing]
    for number, (name, role) in enumerate(people):
        began, ended = _days(site, number, today, rng)
        yield StaffIn(name=name, role=role, from_on=began, to_on=ended)


def _days(site: Site, number: int, today: date, rng: Random) -> tuple[date, date | None]:
    """Most have been there for up to three years; never before the site opened."""
    lately = number > 1 and rng.randrange(_LATELY) == 0
    days = rng.randrange(5, 60) if lately else rng.randrange(90, 1100)
    began = max(site.opened_on, today - timedelta(days=days))
    left = number > len(_COUNTER) and not lately and rng.randrange(_LEFT) == 0
    return began, max(began, today - timedelta(days=rng.randrange(3, 80))) if left else None
