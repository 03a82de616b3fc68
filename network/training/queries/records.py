"""What people have passed, their certificates, and whether the holder of a number may trust it."""

import json
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, gate, transaction
from network.foundation.i18n import Text, reading
from network.sites.queries.sites import site_row
from network.training.errors.records import RecordNotFound
from network.training.rules.courses import TOPIC_LABELS
from network.training.rules.records import RecordState, record_state
from network.training.schemas.records import RecordOut
from reports.certificate import Pair
from reports.training_certificate import TrainingSheet

# `name`: how somebody is called where they work last of what the asker sees; `holder`: when the record was given.
_RECORDS = """
select r.id, r.number, r.person, who.name, c.key as course, c.title ->> 'en' as title, c.title ->> 'zh_CN' as title_zh,
       r.source, r.issuer, r.passed_on, r.valid_from, r.valid_to, v.reason, c.topic, r.site, r.recorded_at,
       r.name as holder
from training_record r
join course c on c.id = r.course
left join record_revocation v on v.record = r.id
cross join lateral (
    select m.name from staff_member m where m.person = r.person order by m.from_on desc, m.id limit 1) who
"""
_NEWEST = " order by who.name, c.key, r.valid_from desc, r.id"


class Verified(NamedTuple):
    """What the public may know of a number: no name but its first letter."""

    state: RecordState
    title: str
    title_zh: str
    initial: str
    valid_to: date | None


async def own_records(actor: Actor, day: date) -> list[RecordOut]:
    """What the actor's own person has passed."""
    actor.require(Permission.LEARN)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_RECORDS} where r.person = (select my_person()) {_NEWEST}")
    return [_record(row, day) for row in rows]


async def site_records(actor: Actor, code: str, day: date) -> list[RecordOut]:
    """What the people who work at a site on the day have passed, wherever they were then. SiteNotFound."""
    actor.require(Permission.READ_TRAINING)
    there = (
        "where exists (select from staff_member m where m.site = $1 and m.person = r.person and m.from_on <= $2 "
        "and (m.to_on is null or m.to_on >= $2))"
    )
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        rows = await fetch(f"{_RECORDS} {there} {_NEWEST}", site["id"], day)
    return [_record(row, day) for row in rows]


async def training_sheet(actor: Actor, number: str, network: Pair, public_url: str, *, own: bool) -> TrainingSheet:
    """What the certificate of this number says: an own one, or one that the actor may see. RecordNotFound."""
    actor.require(Permission.LEARN if own else Permission.READ_TRAINING)
    whose = "and r.person = (select my_person())" if own else ""
    async with transaction(actor, read_only=True):
        row = None if "\0" in number else await fetch_row(f"{_RECORDS} where r.number = $1 {whose}", number)
        if row is None or row["reason"] is not None:
            raise RecordNotFound()
        site = await fetch_row("select name, name_zh from site where id = $1", row["site"])
    return TrainingSheet(
        number=number,
        network=network,
        person=row["holder"],
        course=Pair(row["title"], row["title_zh"]),
        topic=Pair(*map(partial(_in, TOPIC_LABELS[row["topic"]]), ("en", "zh_CN"))),
        site=Pair(site["name"], site["name_zh"]) if site else Pair("", ""),
        issuer=row["issuer"],
        passed_on=row["passed_on"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        verify_url=f"{public_url.rstrip('/')}/certificates-of-training/{number}",
    )


async def verified_record(typed: str, today: date) -> Verified | None:
    """What there is to say of a number, however it was typed; None for one that never was. Nobody need be known."""
    # What cannot be a number is looked up as well, so that every question takes the same way.
    number = "".join(typed.split()).upper().replace("\0", "")[:40]
    async with gate():
        row = await fetch_row("select * from certificate_of($1)", number)
    if row is None:
        return None
    title = json.loads(row["title"])
    state = record_state(row["valid_from"], row["valid_to"], row["revoked"], today)
    return Verified(state, title.get("en", ""), title.get("zh_CN", ""), row["initial"], row["valid_to"])


def _in(text: Text, code: str) -> str:
    with reading(code):
        return str(text)


def _record(row: Record, day: date) -> RecordOut:
    values: dict[str, Any] = {name: row[name] for name in RecordOut.model_fields if name != "state"}
    return RecordOut(**values, state=record_state(row["valid_from"], row["valid_to"], row["reason"] is not None, day))
