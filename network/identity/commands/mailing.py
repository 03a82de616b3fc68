"""Mailing what people were told: at least once, and what is not urgent together, at most once a day.

The messages wait in the table of notices itself. They are marked in the transaction that hands them over; killed in
between, the same message goes out again, under the same Message-ID.
"""

import json
from datetime import datetime, timedelta
from uuid import UUID

from network.foundation import mail
from network.foundation.database import Record, behind_the_scenes, execute, fetch, fetch_row
from network.foundation.i18n import language, reading
from network.foundation.jobs.queue import enqueue
from network.foundation.settings import Settings
from network.identity.letters import letter
from network.identity.rules.notice_mail import digest_at, kinds_mailed, message_name
from network.identity.rules.notices import RECEIPTS, Mail, NoticeKind, notice_text

# The name of the job, which `tell` in the database puts into the queue.
JOB = "mail"

# What has waited for so long, although there was nothing to wait for, has been lost.
LOST_AFTER = timedelta(hours=1)

# Of two workers that mail to the same person, the second looks when the first is done.
_TURN = "select pg_advisory_xact_lock(hashtextextended('mail ' || $1::uuid::text, 0))"
_READER = "select email, language from account where id = $1 and disabled_at is null"
_WAITING = """
select id, kind, key, link, facts, created_at,
       (select max(mailed_at) from notice where account = $1 and kind = any ($2)) as last_mailed_at
from notice where account = $1 and mailed_at is null and kind = any ($2) order by created_at, id
"""
_FORGOTTEN = """
select distinct account from notice n
join account a on a.id = n.account and a.disabled_at is null
where n.mailed_at is null and n.created_at < $2 and n.kind = any ($1)
  and not exists (select from jobs.procrastinate_jobs job where job.task_name = 'mail'
                  and job.status in ('todo', 'doing') and job.args ->> 'account' = n.account::text)
"""


async def mail_notices(settings: Settings, account: UUID, now: datetime) -> int:
    """Mail to a person what is due; how many messages went out. MailNotTaken: then what it was about still waits."""
    sent = 0
    for kind in Mail:
        async with behind_the_scenes():
            await execute(_TURN, account)
            reader = await fetch_row(_READER, account)
            waiting = await fetch(_WAITING, account, kinds_mailed(kind))
            if reader and waiting and await _due(kind, account, waiting, now):
                await _send(settings, reader, waiting, now)
                await execute(
                    "update notice set mailed_at = $2 where id = any ($1)", [row["id"] for row in waiting], now
                )
                await _receipts(waiting)
                sent += 1
    return sent


async def _receipts(mailed: list[Record]) -> None:
    """Let those learn of it who count from there, once this has committed."""
    for row in mailed:
        if job := RECEIPTS.get(row["kind"]):
            await enqueue(job, {"about": row["key"]})


async def _due(kind: Mail, account: UUID, waiting: list[Record], now: datetime) -> bool:
    """Whether it may go now; what may not yet is looked at again when it may."""
    due = now if kind is Mail.URGENT else digest_at(waiting[0]["created_at"], waiting[0]["last_mailed_at"])
    if due > now:
        await enqueue(JOB, {"account": str(account)}, due)
    return due <= now


async def _send(settings: Settings, reader: Record, waiting: list[Record], now: datetime) -> None:
    code = reader["language"] or settings.language
    told = [
        (notice_text(NoticeKind(row["kind"]), json.loads(row["facts"]), language(code)), settings.address + row["link"])
        for row in waiting
    ]
    with reading(code):
        subject, text = letter(told, settings.name_of_network(code))
    name = message_name([row["id"] for row in waiting])
    await mail.send(settings, mail.message(settings, name, reader["email"], subject, text, now))


async def remember_mail(before: datetime) -> int:
    """Put what has waited since then, and is in no job's hands, into the queue again; to how many people that is."""
    async with behind_the_scenes():
        rows = await fetch(_FORGOTTEN, [*kinds_mailed(Mail.URGENT), *kinds_mailed(Mail.DIGEST)], before)
        for row in rows:
            await enqueue(JOB, {"account": str(row["account"])})
    return len(rows)
