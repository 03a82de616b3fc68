"""Who has a part in the story of an edition, and what happens while nobody looks: days pass, reminders go out."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import psycopg
from playwright.sync_api import Browser

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.identity.commands import create_account
from network.identity.errors.accounts import AccountExists
from network.identity.schemas.accounts import AccountIn
from network.manuals.commands.acknowledgement_reminders import remind_of_manuals
from tests.journeys.stage import DESKTOP, TABLET, Stage, Visitor, email_of, visiting
from tests.journeys.visit_cast import Cast
from tests.served import PASSWORD

MANUAL, CLAUSE = "operating-manual", "telephone"
MANAGER, CHIEF, OPERATOR, PHONE, STAFF, RIVAL = "manager", "admin", "chain", "phone", "counter", "single"
SIZES = {PHONE: (320, 640), STAFF: TABLET}

# The manual is so many days older: its editions, and what was taken note of. What is approved is frozen, even for a
# superuser, but for the while of this.
_FROZEN = ("manual_edition", "acknowledgement")
_OLDER = """
update manual_edition set effective_on = effective_on - %(days)s::int
where manual = (select id from manual where key = %(manual)s) and state = 'approved';
update acknowledgement set at = at - %(days)s * interval '1 day'
where edition in (select e.id from manual_edition e join manual m on m.id = e.manual where m.key = %(manual)s);
"""
_EMPLOYED = "m.from_on <= %(day)s and (m.to_on is null or m.to_on >= %(day)s)"
_READER = f"""
select m.id, m.name from staff_member m
join site s on s.id = m.site
join person p on p.id = m.person and p.account is null
where s.code = %(site)s and {_EMPLOYED}
order by m.name limit 1
"""
# Whoever this entry is about had signed for the last edition when it was new.
_SIGNED = """
insert into acknowledgement (id, edition, person, site, at, recorder)
select gen_random_uuid(), e.id, m.person, m.site, now() - interval '20 days', ''
from staff_member m cross join manual_edition e join manual f on f.id = e.manual
where m.id = %(entry)s and f.key = %(manual)s and e.state = 'approved'
order by e.effective_on desc limit 1
on conflict (edition, person) do nothing
returning id::text
"""
_PEOPLE = f"select m.name from staff_member m join site s on s.id = m.site where s.code = %(site)s and {_EMPLOYED}"
_ASKED = f"select count(*) from staff_member m where {_EMPLOYED}"
_REMINDED = """
select s.code, m.name from acknowledgement_reminder r
join site s on s.id = r.site
join staff_member m on m.site = r.site and m.person = r.person
join manual_edition e on e.id = r.edition
join manual f on f.id = e.manual
where f.key = %(manual)s and e.number = %(number)s and r.step = %(step)s and s.code = any (%(sites)s)
"""


class Reader(NamedTuple):
    """An entry of a staff list."""

    id: str
    name: str


class Readers(Cast):
    """Those of the story at their browsers, and the three sites where it plays."""

    @property
    def sites(self) -> tuple[str, str, str]:
        """Where they take note on a phone, on a tablet and on paper."""
        first, second, third = self.stage.own[:3]
        return first, second, third

    @property
    def today(self) -> date:
        """At the sites of the story."""
        return now().astimezone(ZoneInfo("Asia/Shanghai")).date()

    def email(self, part: str) -> str:
        """The demo's people read in either language; those who become somebody of a staff list do so once."""
        own = {OPERATOR: OPERATOR, PHONE: OPERATOR, STAFF: STAFF}
        return email_of(own[part], self.language) if part in own else email_of(part)

    def rows(self, statement: str, **values: object) -> list[tuple[str, ...]]:
        """What the server has, asked of its database past all row security."""
        with psycopg.connect(self.stage.environment["SERVICEMARK_DATABASE_URL"]) as root:
            return [tuple(map(str, row)) for row in root.execute(statement, values)]

    def reader(self, site: str) -> Reader:
        """Somebody who works there, knows an earlier edition and has no account yet."""
        [(found, name)] = self.rows(_READER, site=site, day=self.today)
        self.rows(_SIGNED, entry=found, manual=MANUAL)
        return Reader(found, name)

    def people(self, site: str) -> list[str]:
        """Who works there today."""
        return [name for (name,) in self.rows(_PEOPLE, site=site, day=self.today)]

    def asked(self, day: date) -> int:
        """How many people an edition for everybody asks on a day, in the whole network."""
        return int(self.rows(_ASKED, day=day)[0][0])

    def pass_days(self, days: int) -> None:
        """So many days later: everything about the manual was so much earlier."""
        with psycopg.connect(self.stage.environment["SERVICEMARK_DATABASE_URL"]) as root:
            for table in _FROZEN:
                root.execute(f"alter table {table} disable trigger {table}_frozen")
            for statement in _OLDER.strip().split(";\n"):
                root.execute(statement.rstrip(";"), {"days": days, "manual": MANUAL})
            for table in _FROZEN:
                root.execute(f"alter table {table} enable always trigger {table}_frozen")

    def remind(self, days_on: int) -> None:
        """The reminders that are due so many days on."""
        self.inside(lambda: remind_of_manuals(Actor.system("reminders"), now() + timedelta(days=days_on)))

    def reminded(self, number: int, step: str) -> dict[str, set[str]]:
        """Of whom in the three sites a step has reminded, by site."""
        found: dict[str, set[str]] = {site: set() for site in self.sites}
        for site, name in self.rows(_REMINDED, manual=MANUAL, number=number, step=step, sites=list(self.sites)):
            found[site].add(name)
        return found


@contextmanager
def casting(browser: Browser, stage: Stage, language: str) -> Iterator[Readers]:
    """All of them but who is yet to be invited signed in; the operator has a phone beside."""
    cast = Readers(stage, language, {})
    cast.inside(lambda: _admit(cast))
    with ExitStack() as open_browsers:
        visitors: dict[str, Visitor] = {}
        for part in (MANAGER, CHIEF, OPERATOR, PHONE, STAFF, RIVAL):
            size = SIZES.get(part, DESKTOP)
            visitors[part] = open_browsers.enter_context(visiting(browser, stage.address, size, language))
            if part != STAFF:
                visitors[part].sign_in(cast.email(part))
        yield Readers(stage, language, visitors)


async def _admit(cast: Readers) -> None:
    """Whoever runs the three sites; the demo has one who reads English."""
    person = {
        "email": cast.email(OPERATOR),
        "name": "Gao Lihua",
        "password": PASSWORD,
        "role": Role.SITE_OPERATOR,
        "sites": list(cast.stage.own),
    }
    with suppress(AccountExists):
        await create_account(Actor.system(), AccountIn.model_validate(person))
