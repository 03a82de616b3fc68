"""Who has a part in the story of a course, and what happens while nobody looks: the day of a session comes, a year
passes."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from playwright.sync_api import Browser

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.identity.commands import create_account
from network.identity.commands.linking import link_person
from network.identity.schemas.accounts import AccountIn
from network.sites.commands.staff import add_staff
from network.sites.rules.staff import StaffRole
from network.sites.schemas.staff import StaffIn
from network.training.commands.record_reminders import remind_of_records
from tests.journeys.stage import DESKTOP, Stage, email_of, visiting
from tests.journeys.visit_cast import Cast, Place
from tests.served import PASSWORD

TRAINER, FIRST, SECOND, LEARNER = PARTS = ("manager", "trained-first", "trained-second", "trained-person")
PHONE = (390, 844)
COURSE, PREREQUISITE = "static-electricity", "welcome"
TITLES = {"en": "Static electricity and safe work", "zh_CN": "静电防护与安全作业"}
# Whoever works there: at the first site the one with an account and a colleague, at the second one more.
PERSON, COLLEAGUE, OTHER = "Tang Bo", "Xu Min", "Bai Lan"
YEAR = timedelta(days=365)

# Two sites of one region, where nobody else of the stories has been.
REGIONS = {"en": "North China", "zh_CN": "Northeast China"}
PLACES = {
    "en": (Place("CN-BJ-015", "North China/Beijing"), Place("CN-HHT-003", "North China/Inner Mongolia")),
    "zh_CN": (Place("CN-CC-004", "Northeast China/Jilin"), Place("CN-CC-005", "Northeast China/Jilin")),
}

# The people of before have left, so that only those of the story are counted.
_LEFT = """
update staff_member set from_on = '2023-01-01', to_on = '2023-06-30'
where site in (select id from site where code = any (%s))
"""
_PASSED = """
insert into training_record (id, person, course, site, source, passed_on, valid_from, number, issuer, recorded_by)
select gen_random_uuid(), m.person, c.id, m.site, 'imported', m.from_on, m.from_on,
       'T-' || upper(left(m.person::text, 8)), '', ''
from staff_member m join course c on c.key = %s
where m.to_on is null and m.site in (select id from site where code = any (%s))
"""
_BEGUN = "update training_session set starts_at = now() - %s, ends_at = now() + %s where id = %s"


@dataclass
class Class(Cast):
    """Those of the story at their browsers; `session` is where they meet, once it is planned."""

    session: str = field(default="", init=False)

    @property
    def places(self) -> tuple[Place, Place]:
        return PLACES[self.language]

    @property
    def place(self) -> Place:
        return self.places[0]

    @property
    def today(self) -> date:
        """The day at the sites."""
        return now().astimezone(ZoneInfo("Asia/Shanghai")).date()

    def it_has_begun(self) -> None:
        self._now(_BEGUN, timedelta(hours=1), timedelta(hours=2), self.session)

    def it_is_over(self) -> None:
        self._now(_BEGUN, timedelta(hours=3), timedelta(0), self.session)

    def minutes_pass(self, attempt: str, minutes: int) -> None:
        """The exam was begun so much earlier."""
        passed = timedelta(minutes=minutes)
        moved = "update exam_attempt set started_at = started_at - %s, ends_at = ends_at - %s where id = %s"
        self._frozen("exam_attempt", moved, passed, passed, attempt)

    def it_ends_on(self, number: str, day: date) -> None:
        """The certificate was given so much earlier that this is its last day."""
        days = ("passed_on", "valid_from", "valid_to")
        moved = ", ".join(f"{column} = {column} - (valid_to - %s::date)" for column in days)
        self._frozen("training_record", f"update training_record set {moved} where number = %s", day, day, day, number)

    def remind(self) -> None:
        """The batch of the day."""
        self.inside(lambda: remind_of_records(Actor.system("reminders"), self.today))

    def reminded(self, number: str) -> str:
        """How many reminders were made of a certificate, and how many days before its end."""
        counted = "select count(*) || ' at ' || coalesce(string_agg(days::text, ', '), '') from record_reminder"
        return self.value(f"{counted} where record = (select id from training_record where number = %s)", number)

    def _now(self, statement: str, *values: object) -> None:
        with psycopg.connect(self.stage.environment["SERVICEMARK_DATABASE_URL"]) as root:
            root.execute(statement, values)

    def _frozen(self, table: str, statement: str, *values: object) -> None:
        """Of a table whose rows never change."""
        with psycopg.connect(self.stage.environment["SERVICEMARK_DATABASE_URL"]) as root:
            root.execute(f"alter table {table} disable trigger {table}_frozen")
            root.execute(statement, values)
            root.execute(f"alter table {table} enable always trigger {table}_frozen")


@contextmanager
def teaching(browser: Browser, stage: Stage, language: str) -> Iterator[Class]:
    """All four, signed in: headquarters, who runs each of the sites, and somebody of the first one with a phone."""
    cast = Class(stage, language, {})
    codes = [place.code for place in cast.places]
    cast._now(_LEFT, codes)
    cast.inside(lambda: _employ(cast))
    cast._now(_PASSED, PREREQUISITE, codes)
    with ExitStack() as open_browsers:
        visitors = {}
        for part in PARTS:
            size = PHONE if part == LEARNER else DESKTOP
            visitors[part] = open_browsers.enter_context(visiting(browser, stage.address, size, language))
            visitors[part].sign_in(email_of(part, language))
        yield Class(stage, language, visitors)


async def _employ(cast: Class) -> None:
    first, second = (place.code for place in cast.places)
    for part, role, code in ((FIRST, Role.SITE_OPERATOR, first), (SECOND, Role.SITE_OPERATOR, second),
                             (LEARNER, Role.SITE_STAFF, first)):  # fmt: skip
        given = {"email": email_of(part, cast.language), "name": PERSON if part == LEARNER else "Shen Yi",
                 "password": PASSWORD, "role": role, "sites": [code]}  # fmt: skip
        await create_account(Actor.system(), AccountIn.model_validate(given))
    entry = await _hire(first, PERSON)
    await _hire(first, COLLEAGUE)
    await _hire(second, OTHER)
    await link_person(Actor.system(), first, entry, email_of(LEARNER, cast.language), now())


async def _hire(code: str, name: str) -> UUID:
    """Long enough ago that everything required of them is held against the site."""
    wanted = StaffIn(name=name, role=StaffRole.PARTS, from_on=now().date() - YEAR)
    return await add_staff(Actor.system(), code, wanted, now())
