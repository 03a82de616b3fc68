"""Delivery: the days to appeal count from the moment at which an audit reached its site, and from no earlier one."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from asyncpg import InsufficientPrivilegeError, PostgresError
from pydantic import SecretStr

from network.audits.commands.appeals import lodge_appeal, write_message
from network.audits.commands.delivery import deliver_mailed, opened_audit
from network.audits.errors.appeals import TooLateToAppeal
from network.audits.jobs import jobs
from network.audits.schemas.audits import AppealIn, MessageIn
from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import execute, transaction
from network.foundation.errors import NotFound
from network.foundation.mail import MailNotTaken
from network.foundation.settings import Settings
from network.identity.commands.mailing import mail_notices
from network.sites.rules.working_days import ends_after
from tests.audits.reviewing import Desk
from tests.audits.visiting import Visitor, auditor, checklist, shown
from tests.factory import HQ, NOW, Store, executive, manager, operator
from tests.served import Browse, MakePerson, text_of

MAIL = Actor.system("mail")
APPEAL = AppealIn.model_validate(
    {"question": "greeted", "ground": "factual", "body": "The camera shows that we did.", "revision": 1}
)


@dataclass
class World:
    """An audit of SH1 in Shanghai that was published two days ago, on Wednesday, and is not delivered."""

    store: Store
    site: int
    audit: UUID
    operator: Actor

    async def open(self, at: datetime, actor: Actor | None = None) -> None:
        await opened_audit(actor or self.operator, "SH1", self.audit, at)

    async def lodge(self, at: datetime) -> None:
        await lodge_appeal(self.operator, "SH1", self.audit, APPEAL, [], at)

    async def told(self) -> tuple[datetime | None, datetime | None]:
        [row] = await self.store.rows("select delivered_at, appeal_until from audit")
        return row["delivered_at"], row["appeal_until"]

    async def ways(self) -> list[str]:
        rows = await self.store.rows(
            "select body from trail_event where action = 'audit.delivered' and site = $1", self.site
        )
        return [json.loads(row["body"])["way"] for row in rows]


@pytest.fixture
async def visitor(store: Store) -> Visitor:
    await checklist(store)
    return await auditor(store)


@pytest.fixture
async def world(store: Store, sites: dict[str, int], visitor: Visitor) -> World:
    made = await shown(store, sites["SH1"], visitor, delivered_at=None, appeal_until=None)
    return World(store, sites["SH1"], made.audit, operator(sites["SH1"]))


@pytest.mark.parametrize(
    ("zone", "holidays", "make_up_days", "opened_at", "until"),
    [
        ("Asia/Shanghai", [], [], "2026-11-30 12:00", "2026-12-14 16:00"),
        ("Asia/Shanghai", [], [], "2026-12-04 15:59", "2026-12-18 16:00"),
        ("Asia/Shanghai", [], [], "2026-12-05 04:00", "2026-12-18 16:00"),
        ("Asia/Shanghai", [], [], "2026-12-06 15:59", "2026-12-18 16:00"),
        ("Asia/Shanghai", [], [], "2026-12-06 16:00", "2026-12-21 16:00"),
        ("Asia/Shanghai", ["2026-12-03"], [], "2026-11-30 12:00", "2026-12-15 16:00"),
        ("Asia/Shanghai", ["2026-12-03"], ["2026-12-05"], "2026-11-30 12:00", "2026-12-14 16:00"),
        ("Asia/Shanghai", ["2026-11-30"], [], "2026-11-30 12:00", "2026-12-14 16:00"),
        ("America/New_York", [], [], "2027-03-05 12:00", "2027-03-20 04:00"),
    ],
    ids=[
        "a working day",
        "friday, just before midnight",
        "saturday",
        "sunday, just before midnight",
        "monday, on the stroke of midnight",
        "over a holiday",
        "over a holiday that is made up for",
        "on a holiday",
        "over the change of clocks",
    ],
)
async def test_a_site_has_ten_working_days_of_its_calendar_after_the_day_of_delivery(
    world: World, zone: str, holidays: list[str], make_up_days: list[str], opened_at: str, until: str
) -> None:
    await world.store.rows(
        "update site set time_zone = $2, holidays = $3, make_up_days = $4 where id = $1",
        world.site,
        zone,
        json.dumps(holidays),
        json.dumps(make_up_days),
    )
    at, end = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (opened_at, until))
    await world.open(at)
    assert await world.told() == (at, end)
    await world.lodge(end - timedelta(seconds=1))
    with pytest.raises(TooLateToAppeal):
        await world.lodge(end)


async def test_the_database_counts_working_days_as_the_program_does(store: Store) -> None:
    random = Random(11)
    for zone in ("Asia/Shanghai", "America/New_York", "Pacific/Auckland"):
        for _ in range(30):
            at = NOW + timedelta(minutes=random.randrange(400 * 24 * 60))
            holidays, made_up = (_days(random, at.date(), most) for most in (12, 5))
            counted = await store.value(
                "select working_days_over($1, $2, $3, $4, $5)", at, 10, zone, *map(_written, (holidays, made_up))
            )
            assert counted == ends_after(at, 10, ZoneInfo(zone), holidays, made_up)


def _days(random: Random, begin: date, most: int) -> list[date]:
    return [begin + timedelta(days=random.randrange(25)) for _ in range(random.randrange(most))]


def _written(days: Sequence[date]) -> str:
    return json.dumps([day.isoformat() for day in days])


async def test_one_that_is_never_opened_stays_open_to_appeal_and_an_appeal_delivers_it(world: World) -> None:
    late = NOW + timedelta(days=400)
    await world.lodge(late)
    assert await world.ways() == ["opened"]
    assert (await world.told())[0] == late


async def test_one_that_is_opened_after_weeks_has_its_ten_days_from_then(world: World) -> None:
    """Opened on the last day that it would have had from publication."""
    at = datetime(2026, 12, 2, 15, 59, tzinfo=UTC)
    await world.open(at)
    assert await world.told() == (at, datetime(2026, 12, 16, 16, tzinfo=UTC))


async def test_what_reaches_the_site_first_counts_and_is_written_down_once(world: World) -> None:
    await deliver_mailed(MAIL, world.audit, NOW)
    for later in (1, 2):
        await world.open(NOW + timedelta(days=later))
    await deliver_mailed(MAIL, world.audit, NOW + timedelta(days=3))
    assert (await world.told())[0] == NOW
    assert await world.ways() == ["mailed"]


async def test_of_many_at_once_one_writes_it_down(world: World) -> None:
    await asyncio.gather(
        *(world.open(NOW + timedelta(seconds=each)) for each in range(4)),
        *(deliver_mailed(MAIL, world.audit, NOW + timedelta(seconds=each)) for each in range(4)),
        world.lodge(NOW),
    )
    assert len(await world.ways()) == 1
    delivered_at, until = await world.told()
    assert delivered_at is not None
    assert NOW <= delivered_at < NOW + timedelta(seconds=4)
    assert until == datetime(2026, 12, 4, 16, tzinfo=UTC)


async def test_opening_it_again_writes_nothing(world: World) -> None:
    await world.open(NOW)
    written = "select xmin::text || ' ' || version from audit"
    before = await world.store.value(written)
    await world.open(NOW + timedelta(days=1))
    assert await world.store.value(written) == before


async def test_who_looks_from_elsewhere_delivers_nothing(world: World, sites: dict[str, int]) -> None:
    for reader in (HQ, manager(world.site)):
        await world.open(NOW, reader)
    for stranger, code in ((operator(sites["SH2"]), "SH1"), (operator(world.site, sites["SH2"]), "SH2")):
        with pytest.raises(NotFound):
            await opened_audit(stranger, code, world.audit, NOW)
    await write_message(HQ, "SH1", world.audit, MessageIn(body="Please look."), NOW)
    await deliver_mailed(MAIL, uuid4(), NOW)
    assert await world.told() == (None, None)
    await write_message(world.operator, "SH1", world.audit, MessageIn(body="We did."), NOW)
    assert (await world.told())[0] == NOW


async def test_nothing_is_delivered_before_it_was_published(world: World) -> None:
    await world.open(NOW - timedelta(days=300))
    assert (await world.told())[0] == NOW - timedelta(days=2)
    with pytest.raises(PostgresError, match="audit_delivered_published"):
        await world.store.rows("alter table audit disable trigger audit_kept")
        await world.store.rows("update audit set delivered_at = $1", NOW - timedelta(days=3))


async def test_nobody_changes_when_it_was_delivered_or_until_when_it_can_be_appealed(world: World) -> None:
    await world.open(NOW)
    before = await world.told()
    for change in ("delivered_at = $1", "delivered_at = null, appeal_until = null", "appeal_until = $1"):
        values = [NOW - timedelta(hours=1)] if "$1" in change else []
        with pytest.raises(PostgresError) as refusal:
            await world.store.rows(f"update audit set {change}", *values)
        assert refusal.value.sqlstate == "SM001"
    for actor in (world.operator, manager(world.site), executive(), HQ):
        with pytest.raises(InsufficientPrivilegeError):
            async with transaction(actor):
                await execute("update audit set appeal_until = $1", NOW + timedelta(days=99))
    assert await world.told() == before


async def test_a_mail_that_was_handed_over_delivers_and_one_that_was_not_does_not(
    store: Store, sites: dict[str, int], visitor: Visitor, person: MakePerson, shared_folder: Path
) -> None:
    reader = await person("ou@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    desk = Desk(store, shared_folder / "files")
    audit = await desk.published(sites["SH1"], visitor)
    waiting = "select args ->> 'about' from jobs.procrastinate_jobs where task_name = 'audit-mailed'"
    gone = Settings(data_dir=shared_folder, mail_url=SecretStr("smtp://127.0.0.1:1?tls=none"))
    with pytest.raises(MailNotTaken):
        await mail_notices(gone, reader, now())
    assert await store.value(waiting) is None
    assert await mail_notices(Settings(data_dir=shared_folder), reader, now()) == 1
    about = await store.value(waiting)
    assert about == str(audit)
    await jobs()["audit-mailed"](about=about)
    # By the clock of the server that is before the day on which this test publishes.
    assert await store.value("select delivered_at = published_at from audit")
    event = await store.rows("select actor, account from trail_event where action = 'audit.delivered'")
    assert event == [{"actor": "mail", "account": None}]


async def test_both_sides_read_whether_it_is_delivered_and_from_when_the_days_count(
    world: World, person: MakePerson, browse: Browse
) -> None:
    path = f"/sites/SH1/audits/{world.audit}"
    browsers = {}
    for email, role, more in (
        ("one@example.com", Role.SITE_OPERATOR, {"sites": ["SH1"]}),
        ("hq@example.com", Role.HQ_ADMINISTRATOR, {}),
    ):
        await person(email, role, **more)
        browsers[email] = browse()
        await browsers[email].sign_in(email)
    site, hq = browsers.values()
    assert "ten working days from the day the site first opens it" in text_of(await hq.get(path))
    assert (await hq.get(f"/api/v1{path}")).json()["delivered_at"] is None
    for address in ("/sites/SH1/audits", "/audits"):
        assert "ten working days from the day you first open it" in text_of(await site.get(address))
    assert (await site.get("/api/v1/audits")).json()["items"][0]["appeal_until"] is None
    assert (await site.get("/audits?format=csv")).text.endswith("In force,\r\n")
    assert await world.told() == (None, None)
    assert (await site.get(f"{path}/report.pdf")).status_code == 200
    delivered_at, until = await world.told()
    assert delivered_at is not None
    assert until is not None
    read = (await site.get(f"/api/v1{path}")).json()
    assert datetime.fromisoformat(read["delivered_at"]) == delivered_at
    assert datetime.fromisoformat(read["appeal_until"]) == until
    for reader in (site, hq):
        assert "not yet" not in text_of(await reader.get(path))
    assert "Audit opened by the site for the first time" in text_of(await hq.get("/sites/SH1/trail"))
