"""People of headquarters with the rights over regions, and certificates given to the sites of `tests.served.sites`."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission, Role
from network.sites.commands.certification import change_certification
from network.sites.commands.certification_proposals import confirm
from network.sites.queries.certification import certifications
from network.sites.rules.certification import Change, Standing
from network.sites.schemas.certification import CertificationOut, ChangeIn, DecisionIn

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TYPE = "handheld-2"
_CLOCK = count()
BECAUSE = DecisionIn(reason="The workshop was looked at again.")


def moment() -> datetime:
    """Now, and a millisecond later each time: no two things happen at the same moment."""
    return NOW + timedelta(milliseconds=next(_CLOCK))


def administrator(number: int = 1) -> Actor:
    """One of headquarters' administrators; another number is another person."""
    return Actor(Role.HQ_ADMINISTRATOR, f"Admin {number}", UUID(int=100 + number), None)


def regional(number: int, sites: set[int], regions: set[int], *rights: Permission) -> Actor:
    """A manager of these regions who holds these of the six rights there."""
    held = {right: frozenset(regions) for right in rights}
    return Actor(Role.HQ_MANAGER, f"Ma {number}", UUID(int=200 + number), frozenset(sites), frozenset(regions), held)


def asked(change: Change, **more: Any) -> ChangeIn:
    return ChangeIn.model_validate({"type": TYPE, "change": change, "reason": "Looked at on site.", **more})


async def make(actor: Actor, site: str, change: Change, **more: Any) -> UUID:
    return await change_certification(actor, site, asked(change, **more), moment())


async def agreed(site: str, change: Change, **more: Any) -> UUID:
    """A suspension or withdrawal that two administrators agree on."""
    made = await make(administrator(1), site, change, **more)
    await confirm(administrator(2), made, BECAUSE, moment())
    return made


async def thread(site: str, actor: Actor | None = None, day: date = TODAY) -> CertificationOut:
    """The only certification of the site."""
    [found] = (await certifications(actor or administrator(), site, day)).certifications
    return found


async def standing(site: str, day: date = TODAY) -> Standing:
    return (await thread(site, day=day)).standing
