"""Mail about notices: at least once, the urgent at once, the rest together, in the reader's language."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr, ValidationError

from network.foundation.access import Role
from network.foundation.clock import now
from network.foundation.database import address, transaction
from network.foundation.i18n import language
from network.foundation.jobs.worker import working
from network.foundation.mail import MailNotTaken
from network.foundation.mail_server import MailServer, Tls, mail_server
from network.foundation.settings import Settings
from network.identity.commands.mailing import mail_notices, remember_mail
from network.identity.jobs import jobs
from network.identity.rules.notice_mail import digest_at, message_name
from network.identity.rules.notices import KINDS, NoticeKind, notice_text
from network.identity.telling import tell_site
from tests.factory import Store
from tests.identity.hands import SYSTEM
from tests.identity.post_office import PostOffice, post_office
from tests.repairs.conftest import store
from tests.served import MakePerson

__all__ = ["store"]

URGENT, ORDINARY = NoticeKind.REPORT_RETURNED, NoticeKind.FINDING_PUBLISHED
SOON = timedelta(hours=1)


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as office:
        yield office


@pytest.fixture
def settings(office: PostOffice, tmp_path: Path) -> Settings:
    return Settings(mail_url=SecretStr(office.url), data_dir=tmp_path, public_url="https://quality.example.com/")


@pytest.fixture
async def reader(person: MakePerson, sites: dict[str, int]) -> UUID:
    return await person("one@example.com", Role.SITE_OPERATOR, sites=["SH1"])


async def tell(site: int, kind: NoticeKind, key: str) -> None:
    async with transaction(SYSTEM):
        await tell_site(site, kind, key, f"/pages/{key}", {"month": "2026-07", "return_no": key})


def body(message: EmailMessage) -> str:
    return str(message.get_content())


async def unmailed(store: Store) -> int:
    return int(await store.value("select count(*) from notice where mailed_at is null"))


async def test_what_is_urgent_goes_at_once_and_once(
    reader: UUID, sites: dict[str, int], settings: Settings, office: PostOffice
) -> None:
    await tell(sites["SH1"], URGENT, "A")
    assert await mail_notices(settings, reader, now()) == 1
    assert await mail_notices(settings, reader, now()) == 0
    [message] = office.taken
    assert message["To"] == "one@example.com"
    assert message["Subject"].startswith("Headquarters sent the report of SH1 for July 2026 back.")
    assert "https://quality.example.com/pages/A" in body(message)


async def test_the_rest_gathers_and_goes_together_once_a_day(
    reader: UUID, sites: dict[str, int], settings: Settings, office: PostOffice
) -> None:
    begin = now()
    for key in ("A", "B", "C"):
        await tell(sites["SH1"], ORDINARY, key)
    assert await mail_notices(settings, reader, begin) == 0
    assert await mail_notices(settings, reader, begin + SOON) == 1
    await tell(sites["SH1"], ORDINARY, "D")
    assert await mail_notices(settings, reader, begin + timedelta(hours=24)) == 0
    assert await mail_notices(settings, reader, begin + timedelta(hours=25)) == 1
    first, second = office.taken
    assert first["Subject"] == "Northline Service Network: 3 new notices"
    assert [f"unit {key} of SH1" in body(first) for key in "ABCD"] == [True, True, True, False]
    assert second["Subject"] == "Headquarters has inspected unit D of SH1."


async def test_mail_is_in_the_reader_s_language(
    reader: UUID, sites: dict[str, int], settings: Settings, office: PostOffice, store: Store
) -> None:
    await store.root.execute("update account set language = 'zh_CN'")
    await tell(sites["SH1"], ORDINARY, "A")
    await tell(sites["SH1"], ORDINARY, "B")
    await mail_notices(settings, reader, now() + SOON)
    [message] = office.taken
    assert message["Subject"] == "北辰服务网络: 2 条新通知"
    assert "总部已检测 SH1 的送修件 A。" in body(message)


async def test_two_workers_mail_one_message(
    reader: UUID, sites: dict[str, int], settings: Settings, office: PostOffice, store: Store
) -> None:
    await tell(sites["SH1"], URGENT, "A")
    await tell(sites["SH1"], ORDINARY, "B")
    sent = await asyncio.gather(*(mail_notices(settings, reader, now() + SOON) for _ in range(4)))
    assert sorted(sent) == [0, 0, 0, 2]
    assert len(office.taken) == 2
    assert await unmailed(store) == 0


@pytest.mark.parametrize("down", ["busy", "gone"])
async def test_while_the_mail_server_is_down_business_goes_on_and_mail_waits(
    down: str, reader: UUID, sites: dict[str, int], settings: Settings, office: PostOffice, store: Store
) -> None:
    office.refusing = down == "busy"
    away = settings.model_copy(update={"mail_url": SecretStr("smtp://127.0.0.1:1?tls=none")})
    await tell(sites["SH1"], URGENT, "A")
    with pytest.raises(MailNotTaken):
        await mail_notices(settings if down == "busy" else away, reader, now())
    assert await unmailed(store) == 1
    office.refusing = False
    assert await mail_notices(settings, reader, now()) == 1
    assert len(office.taken) == 1


async def test_the_worker_mails_what_a_transaction_tells(
    reader: UUID, sites: dict[str, int], settings: Settings, office: PostOffice, store: Store
) -> None:
    async with asyncio.timeout(20), working(jobs(settings)):
        await tell(sites["SH1"], URGENT, "A")
        while not await store.value("select count(*) from notice where mailed_at is not null"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert len(office.taken) == 1


async def test_what_no_job_remembers_is_mailed_after_all(
    reader: UUID, sites: dict[str, int], settings: Settings, office: PostOffice, store: Store
) -> None:
    await tell(sites["SH1"], URGENT, "A")
    assert await remember_mail(now()) == 0, "its job is there"
    await store.root.execute("delete from jobs.procrastinate_events")
    await store.root.execute("set search_path to jobs, public")
    await store.root.execute("delete from procrastinate_jobs")
    assert await remember_mail(now() - SOON) == 0, "not so long yet"
    assert await remember_mail(now()) == 1
    assert await remember_mail(now()) == 0
    async with asyncio.timeout(20), working(jobs(settings)):
        while not office.taken:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_who_is_disabled_gets_no_mail(
    reader: UUID, sites: dict[str, int], settings: Settings, office: PostOffice, store: Store
) -> None:
    await tell(sites["SH1"], URGENT, "A")
    await store.root.execute("update account set disabled_at = now()")
    assert await mail_notices(settings, reader, now()) == 0
    assert office.taken == []


KILLED = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from uuid import UUID
from network.foundation import mail
from network.foundation.database import open_pool, point_at
from network.foundation.settings import Settings
from network.identity.commands.mailing import mail_notices

hand_over = mail.send
async def send_and_die(settings, made):
    await hand_over(settings, made)
    os.kill(os.getpid(), signal.SIGKILL)
mail.send = send_and_die

async def main(url, account):
    point_at(url)
    await open_pool(2)
    await mail_notices(Settings(), UUID(account), datetime.now(UTC))

asyncio.run(main(*sys.argv[1:]))
"""


async def test_killed_between_sending_and_marking_it_is_sent_again_under_the_same_name(
    reader: UUID, sites: dict[str, int], settings: Settings, office: PostOffice, store: Store
) -> None:
    await tell(sites["SH1"], URGENT, "A")
    environment = {**os.environ, "SERVICEMARK_MAIL_URL": office.url, "PYTHONPATH": str(Path.cwd())}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, address(), str(reader), env=environment, stderr=subprocess.DEVNULL
    )
    assert await process.wait() == -signal.SIGKILL
    assert await unmailed(store) == 1
    assert await mail_notices(settings, reader, now()) == 1
    first, second = office.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@localhost>")


async def test_without_a_mail_server_each_message_is_a_file(
    reader: UUID, sites: dict[str, int], settings: Settings, store: Store
) -> None:
    filed = settings.model_copy(update={"mail_url": None})
    await tell(sites["SH1"], URGENT, "A")
    assert await mail_notices(filed, reader, now()) == 1
    await store.root.execute("update notice set mailed_at = null")
    assert await mail_notices(filed, reader, now()) == 1
    [file] = filed.outgoing.iterdir()
    assert file.suffix == ".eml"
    assert b"To: one@example.com" in file.read_bytes()


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.com", MailServer("mail.example.com", 587, Tls.STARTTLS)),
        ("smtp://u%40x:p%2Fw@mail:2525?tls=starttls", MailServer("mail", 2525, Tls.STARTTLS, "u@x", "p/w")),
        ("smtp://mail?tls=implicit", MailServer("mail", 465, Tls.IMPLICIT)),
        ("smtp://127.0.0.1?tls=none", MailServer("127.0.0.1", 25, Tls.NONE)),
    ],
)
def test_the_address_of_a_mail_server_says_all(url: str, server: MailServer) -> None:
    assert mail_server(url) == server


@pytest.mark.parametrize(
    "url", ["", "mail", "http://mail", "smtp://", "smtp://m?tls=maybe", "smtp://m?tsl=none", "smtp://m/x"]
)
def test_what_is_no_address_of_a_mail_server_stops_the_program(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(mail_url=SecretStr(url))


@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_every_kind_has_words_in_every_language(kind: NoticeKind, code: str) -> None:
    facts = {
        "site": "S1",
        "name": "One",
        "name_zh": "一店",
        "month": "2026-07",
        "due": "2026-08-05",
        "day": "2026-08-05",
    }
    facts |= {"return_no": "R-1", "shipment_no": "P-1", "number": "SM-1", "count": "2"}
    facts |= {"course": "Rings", "course_zh": "三声", "manual": "Manual", "manual_zh": "手册", "person": "Ou"}
    facts |= {"place": "Shanghai", "quarter": "2026Q3"}
    text = notice_text(kind, facts, language(code))
    assert "%" not in text
    named = "%(site)s" in KINDS[kind].text
    assert (("一店 (S1)" if code == "zh_CN" else "One (S1)") in text) is named
    assert (text == notice_text(kind, facts, language("en"))) is (code == "en")
    assert KINDS[kind].icon


AT = datetime(2026, 8, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, AT + timedelta(minutes=15)),
        (AT - timedelta(days=3), AT + timedelta(minutes=15)),
        (AT - timedelta(hours=1), AT + timedelta(hours=23)),
    ],
)
def test_a_digest_waits_for_more_and_for_a_day_after_the_last(last: datetime | None, due: datetime) -> None:
    assert digest_at(AT, last) == due


def test_a_message_about_the_same_is_called_the_same_in_any_order() -> None:
    one, two, three = (UUID(int=number) for number in (1, 2, 3))
    assert message_name([one, two]) == message_name([two, one])
    assert len({message_name(list(some)) for some in ([one], [two], [one, two], [one, two, three])}) == 4


def test_what_is_said_of_the_facts_holds_for_no_other(tmp_path: Path) -> None:
    facts: dict[str, Any] = {"site": "S1", "return_no": "2026-08-05"}
    assert notice_text(NoticeKind.FINDING_PUBLISHED, facts, language("en")) == (
        "Headquarters has inspected unit 2026-08-05 of S1."
    )
