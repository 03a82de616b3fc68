"""Who knocks: signed in, or not any more, or never; and what came back, by its kind."""

from dataclasses import dataclass
from enum import StrEnum

import httpx

from network.foundation.access import GRANTS, NETWORK_WIDE, Actor, Permission
from network.foundation.database import execute, transaction
from network.identity.commands import disable_account
from tests.authorisation.addresses import SHOPS, Route, Target
from tests.authorisation.world import COMPUTED, PEOPLE, Person
from tests.served import Browse, Browser

ANONYMOUS = None
VISITORS: tuple[Person | None, ...] = (ANONYMOUS, *PEOPLE)

# What a write may answer once it has found its row: done, or refused for what was sent or for the row's state.
REACHED_BY_WRITING = frozenset({200, 201, 202, 204, 303, 400, 409, 413, 415, 422})


class Kind(StrEnum):
    SIGN_IN = "asked to sign in"
    FORBIDDEN = "forbidden"
    MISSING = "not there"
    REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Visitor:
    person: Person | None
    browser: Browser
    csrf: str

    async def knock(self, route: Route, address: str, query: str = "") -> httpx.Response:
        accept = "application/json" if route.is_api else "text/html"
        headers = {"accept": accept, "x-csrf-token": self.csrf}
        return await self.browser.request(route.method, address + query, headers=headers)


async def visit(browse: Browse, person: Person | None) -> Visitor:
    """Someone at the door, after what befell them."""
    browser = browse()
    if person is None:
        return Visitor(None, browser, "")
    entered = await browser.sign_in(person.email)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    csrf = await browser.csrf()
    if person.later == "disabled":
        await disable_account(Actor.system(), person.email)
    if person.later == "without a role":
        async with transaction(Actor.system()):
            await execute(
                "delete from membership using account where account = account.id and email = $1", person.email
            )
    return Visitor(person, browser, csrf)


def expected(route: Route, person: Person | None, target: Target) -> Kind:
    """The whole of the rules: who is there, what the role may do, which rows it reaches."""
    if route.access.anyone:
        return Kind.REACHED if target.exists else Kind.MISSING
    if person is None or person.later:
        return Kind.SIGN_IN
    if route.access.permission and route.access.permission not in permissions_of(person):
        return Kind.FORBIDDEN
    return Kind.REACHED if reaches(person, target) else Kind.MISSING


def permissions_of(person: Person) -> frozenset[Permission]:
    return GRANTS[person.role] if person.whole_network else GRANTS[person.role] - NETWORK_WIDE


def reaches(person: Person, target: Target) -> bool:
    """Its own sites or those of its regions, its own files, and quarters once they are published."""
    if not target.exists:
        return False
    if target.period == COMPUTED and Permission.READ_UNPUBLISHED not in permissions_of(person):
        return False
    if person.whole_network:
        return True
    shop = SHOPS.get(target.site or "")
    return (shop is None or shop.code in person.sites or shop.region in person.regions) and (
        target.account in (None, person.name)
    )


def kind_of(route: Route, answer: httpx.Response) -> Kind | str:
    """What the answer means; a sentence for one that means nothing good."""
    to_login = answer.status_code == 303 and answer.headers["location"].startswith("/login")
    if to_login and "set-cookie" not in answer.headers:  # signing out leads there too, and takes the cookie away
        return "sent to the sign-in by an API" if route.is_api else Kind.SIGN_IN
    if answer.status_code in (401, 403, 404) and route.access.permission is None and route.access.anyone:
        return Kind.MISSING if answer.status_code == 404 else Kind.REACHED
    if answer.status_code in (401, 403, 404):
        return {401: Kind.SIGN_IN, 403: Kind.FORBIDDEN, 404: Kind.MISSING}[answer.status_code]
    reached = answer.status_code in ({200, 303} if route.method == "GET" else REACHED_BY_WRITING)
    return Kind.REACHED if reached else f"answered {answer.status_code}"
