"""Who of the demo's sites teach people of other sites, so that the best of them can be honoured for the quarter."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from network.demo.model import Order
from network.foundation.access import Actor
from network.foundation.database import fetch, fetch_value, transaction
from network.foundation.periods import Quarter
from network.training.commands.enrolments import enrol_people, mark_attendance
from network.training.commands.sessions import close_session, plan_session
from network.training.queries.sessions import read_session
from network.training.schemas.sessions import AttendanceIn, EnrolIn, SessionIn

ZONE, COURSE, PLACE = "Asia/Shanghai", "static-electricity", "成都市锦江区春熙路 1 号"
_AHEAD = timedelta(days=15)

# Who worked at a site that day, had passed what comes before every other course, and not this one.
_PEOPLE = """
select m.person, m.name from staff_member m join site s on s.id = m.site
where s.code = $1 and m.from_on < $2::date - 30 and (m.to_on is null or m.to_on >= $2)
  and exists (select from training_record r join course c on c.id = r.course
              where r.person = m.person and c.key = 'welcome' and r.valid_from < $2::date - 30 and r.valid_to is null)
order by m.name, m.person
"""


async def teach_each_other(people: Mapping[str, Actor], codes: Sequence[str], orders: Sequence[Order]) -> None:
    """Once: in the newest quarter that is published, somebody of the last of `codes`, the sites of `chain`, teaches
    people of the others. Without orders there is no quarter."""
    if not orders:
        return
    newest = Quarter.of(datetime.fromisoformat(max(order.received_at for order in orders)).date()).shift(-1)
    starts = datetime.combine(newest.first + timedelta(days=40), time(9))
    at = starts.replace(tzinfo=ZoneInfo(ZONE))
    async with transaction(people["chain"], read_only=True):
        if await fetch_value("select exists (select from session_mentor)"):
            return
        staff = {code: await fetch(_PEOPLE, code, starts.date()) for code in codes}
    teaching = next((code for code in reversed(codes) if staff[code]), None)
    if teaching is None:
        return
    trainer, learners = people["manager"], {code: found for code, found in staff.items() if code != teaching and found}
    wanted = SessionIn(
        course=COURSE,
        place=PLACE,
        time_zone=ZONE,
        starts=starts,
        ends=starts + timedelta(hours=3),
        trainer=staff[teaching][0]["name"],
        trainer_site=teaching,
        seats=20,
        cost=Decimal(0),
    )
    made = await plan_session(trainer, wanted, at - 2 * _AHEAD)
    for code, found in learners.items():
        asked: list[UUID] = [row["person"] for row in found[:4]]
        await enrol_people(people["chain"], made.id, EnrolIn(site=code, people=asked), at - _AHEAD)
    there = {each.id: True for each in (await read_session(trainer, made.id)).people}
    await mark_attendance(trainer, made.id, AttendanceIn(present=there), made.ends_at)
    await close_session(trainer, made.id, None, made.ends_at + timedelta(hours=1))
