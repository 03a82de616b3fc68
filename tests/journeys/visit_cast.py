"""Who has a part in the story of a visit, and what happens while nobody looks: days pass, what is due is published."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

import psycopg
from playwright.sync_api import Browser

from network.audits.commands.publishing import publish_due
from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import transaction
from network.foundation.trail.record import verify
from network.identity.commands import create_account
from network.identity.errors.accounts import AccountExists
from network.identity.schemas.accounts import AccountIn
from tests.journeys.office import within
from tests.journeys.stage import DESKTOP, TABLET, Stage, Visitor, email_of, visiting
from tests.served import PASSWORD

MANAGER, CHIEF, AUDITOR, OPERATOR = PARTS = ("manager", "admin", "auditor", "visited")
# What everybody but the auditor calls the auditor.
CODE = "V-17"

# The visit is so much older when the next part of the story begins. The trail stays as it was written.
_HOUR = "interval '1 hour'"
_MOMENTS = {
    "assignment": ("window_from", "window_to", "proposed_at", "offered_at", "answered_at"),
    "filing": ("visited_at", "left_at", "received_at", "embargo_until"),
    "corrective_action": ("verified_at", "check_on"),
}

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Place:
    """A site, the only one of its region; nobody else plans visits there."""

    code: str
    region: str


PLACES = {"en": Place("CN-QZ-002", "East China/Fujian"), "zh_CN": Place("CN-NJ-003", "East China/Jiangsu")}


@dataclass
class Cast:
    """Those of the story at their browsers."""

    stage: Stage
    language: str
    visitors: Mapping[str, Visitor]

    def __getitem__(self, part: str) -> Visitor:
        return self.visitors[part]

    @property
    def place(self) -> Place:
        return PLACES[self.language]

    def value(self, statement: str, *values: object) -> str:
        """What the server has, asked of its database past all row security."""
        with psycopg.connect(self.stage.environment["SERVICEMARK_DATABASE_URL"]) as root:
            row = root.execute(statement, values).fetchone()
        assert row, statement
        return str(row[0])

    def be_there(self, part: str) -> None:
        """The tablet of this one knows that it is at the site."""
        latitude, longitude = (float(self.value(f"select {name} from site where code = %s", self.place.code))
                               for name in ("latitude", "longitude"))  # fmt: skip
        context = self[part].page.context
        context.grant_permissions(["geolocation"])
        context.set_geolocation({"latitude": latitude, "longitude": longitude, "accuracy": 12})

    def wait_until(self, moment: str, table: str) -> None:
        """Everything of this site in the table happened so much earlier that `moment`, a column, was an hour ago."""
        passed = f"({moment} - now() + {_HOUR})"
        moved = ", ".join(f"{column} = {column} - {passed}" for column in _MOMENTS[table])
        with psycopg.connect(self.stage.environment["SERVICEMARK_DATABASE_URL"]) as root:
            root.execute(f"update {table} set {moved} where site = (select id from site where code = %s)",
                         [self.place.code])  # fmt: skip

    def inside(self, work: Callable[[], Awaitable[Found]]) -> Found:
        """Done by the program itself; in a thread of its own, since the browser has this one."""

        async def done() -> Found:
            return await within(self.stage.environment["SERVICEMARK_DATABASE_URL"], work)

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, done()).result()


async def publish() -> int:
    """The batch of the day; how many visits went out."""
    return await publish_due(Actor.system("publication"), now())


async def faults() -> list[object]:
    """What is wrong with any chain of the trail."""
    async with transaction(Actor.system(), read_only=True):
        return list((await verify())[1])


@contextmanager
def casting(browser: Browser, stage: Stage, language: str) -> Iterator[Cast]:
    """All four, signed in; the auditor has a tablet, and the site somebody who runs it."""
    cast = Cast(stage, language, {})
    cast.inside(lambda: _admit(cast))
    with ExitStack() as open_browsers:
        visitors = {}
        for part in PARTS:
            size = TABLET if part == AUDITOR else DESKTOP
            visitors[part] = open_browsers.enter_context(visiting(browser, stage.address, size, language))
            visitors[part].sign_in(email_of(part, language if part == OPERATOR else "en"))
        yield Cast(stage, language, visitors)


async def _admit(cast: Cast) -> None:
    person = {
        "email": email_of(OPERATOR, cast.language),
        "name": "Shen Yi",
        "password": PASSWORD,
        "role": Role.SITE_OPERATOR,
        "sites": [cast.place.code],
    }
    with suppress(AccountExists):
        await create_account(Actor.system(), AccountIn.model_validate(person))
