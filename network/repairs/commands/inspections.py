"""What HQ finds in a unit: a first verdict, and for a sample drawn by lot and for every appeal a second, blind one."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.evidence.kinds import Evidence
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.repairs.errors.inspections import (
    InspectedAlready,
    NoRetestAsked,
    NotAnInspector,
    NotReceivedYet,
    SameInspector,
    UnitHasLeft,
    VerdictWrong,
)
from network.repairs.queries.inspections import unit_row
from network.repairs.queries.verdicts import steps_of
from network.repairs.rules.inspections import NO_STEP, Cause, Stage, Verdict, asks_for_step, in_force
from network.repairs.rules.orders import Finding
from network.repairs.schemas.inspections import VerdictDone, VerdictIn
from network.repairs.telling import tell_of_finding

# Whether a unit is tested twice, given how many of a hundred are.
Draw = Callable[[int], bool]


def lot(percent: int) -> bool:
    """By the system's source of secrets, at the moment of the first verdict: nobody can foresee or repeat it."""
    return secrets.randbelow(100) < percent


async def inspect_return(
    actor: Actor,
    return_id: UUID,
    given: VerdictIn,
    at: datetime,
    percent: int,
    draw: Draw = lot,
    photos: Sequence[Evidence] = (),
) -> VerdictDone:
    """The first verdict. It is the finding at once, unless the lot asks for a second one: then it waits, and is hidden.

    ReturnNotFound, NotReceivedYet, UnitHasLeft, InspectedAlready, VerdictWrong. `percent`: how many of a hundred units
    are tested twice. `photos`: of what was seen, at most `MOST_PHOTOS`.
    """
    async with transaction(actor):
        row = await _held(actor, return_id)
        if row["stage"] == Stage.ON_THE_WAY:
            raise NotReceivedYet()
        if row["stage"] != Stage.INSPECT:
            raise InspectedAlready() if row["inspected_at"] or row["retest_waits"] else UnitHasLeft()
        await _write(actor, row, given, at, place=1, cause=Cause.FIRST)
        kept = await _keep_photos(return_id, 1, photos)
        if draw(percent):
            await execute(
                "insert into return_inspection (id, site, returned, place, cause, asked_at, note)"
                " values (gen_random_uuid(), $1, $2, 2, 'sample', $3, '')",
                row["site"],
                return_id,
                at,
            )
        if not await fetch_value("select open_verdicts($1)", return_id):
            facts = {"place": 1, **kept}
            await trail.record(actor, "return.tested", f"return:{row['return_no']}", facts, site=row["site"])
            return VerdictDone(open=False)
        await _settle(actor, row, at, kept)
    return VerdictDone(open=True)


async def retest_return(
    actor: Actor, return_id: UUID, given: VerdictIn, at: datetime, photos: Sequence[Evidence] = ()
) -> VerdictDone:
    """The second verdict, by somebody else. It opens both.

    Of a unit drawn by lot the finding comes in force with it; on appeal the one in force stays until the contest is
    decided. ReturnNotFound, NoRetestAsked, SameInspector, VerdictWrong.
    """
    async with transaction(actor):
        row = await _held(actor, return_id)
        if row["stage"] == Stage.COLLEAGUE:
            raise SameInspector()
        if row["stage"] != Stage.RETEST:
            raise NoRetestAsked()
        contested = row["inspected_at"] is not None
        await _write(actor, row, given, at, place=2, cause=Cause.APPEAL if contested else Cause.SAMPLE)
        kept = await _keep_photos(return_id, 2, photos)
        await execute("select open_verdicts($1)", return_id)
        if contested:
            facts = {"place": 2, "finding": given.finding, **kept}
            await trail.record(actor, "return.retested", f"return:{row['return_no']}", facts, site=row["site"])
        else:
            await _settle(actor, row, at, kept)
    return VerdictDone(open=True)


async def link_serial(serial_no: str | None) -> None:
    """Inside a transaction: find anew what was reversed among the returns of one unit."""
    if serial_no:
        await execute("select link_serials(array[$1])", serial_no)


async def _held(actor: Actor, return_id: UUID) -> Record:
    """The unit, locked, for somebody who may sign a verdict."""
    actor.require(Permission.INSPECT_RETURNS)
    if actor.account is None:
        raise NotAnInspector()
    await fetch_row("select id from hq_return where id = $1 for update", return_id)
    return await unit_row(return_id)


async def _write(actor: Actor, row: Record, given: VerdictIn, at: datetime, *, place: int, cause: Cause) -> None:
    """Sign a verdict: that of a place which waits for one, or a new one."""
    await execute(
        "insert into return_inspection (id, site, returned, place, cause, asked_at, inspector, inspector_name,"
        " inspected_at, finding, missed_step, note)"
        " values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " on conflict (returned, place) do update set inspector = excluded.inspector,"
        " inspector_name = excluded.inspector_name, inspected_at = excluded.inspected_at, finding = excluded.finding,"
        " missed_step = excluded.missed_step, note = excluded.note",
        row["site"],
        row["id"],
        place,
        cause,
        row["since"],
        actor.account,
        actor.name,
        max(at, row["received_at"]),
        given.finding,
        await _missed_step(row["id"], given),
        given.note,
    )


async def _keep_photos(return_id: UUID, place: int, photos: Sequence[Evidence]) -> dict[str, list[str]]:
    """Put the photos beside the verdict of this place, while it is closed; what the trail is told of them."""
    if not photos:
        return {}
    await execute(
        "insert into inspection_photo (id, site, returned, inspection, place, file_sha256, thumbnail_sha256)"
        " select gen_random_uuid(), i.site, i.returned, i.id, photo.place, photo.sha256, photo.thumbnail"
        " from return_inspection i,"
        " unnest($3::text[], $4::text[]) with ordinality as photo(sha256, thumbnail, place)"
        " where i.returned = $1 and i.place = $2",
        return_id,
        place,
        [each.sha256 for each in photos],
        [each.thumbnail for each in photos],
    )
    return {"photos": [each.sha256 for each in photos]}


async def _missed_step(return_id: UUID, given: VerdictIn) -> str | None:
    """The step that a no-fault finding names. VerdictWrong when it names none."""
    if not asks_for_step(given.finding):
        return None
    if given.missed_step not in {NO_STEP, *await steps_of(return_id)}:
        raise VerdictWrong({"missed_step": _("Say which step would have caught it, or that none would have.")})
    return given.missed_step


async def _settle(actor: Actor, row: Record, at: datetime, kept: dict[str, list[str]]) -> None:
    """All verdicts are in: the one that holds becomes the finding of the unit, from now on. `kept`: its photos."""
    rows = await fetch(
        "select finding, missed_step from return_inspection where returned = $1 order by place", row["id"]
    )
    verdicts = [Verdict(Finding(each["finding"]), each["missed_step"]) for each in rows]
    found, moment = in_force(verdicts), max(at, row["received_at"])
    # A unit that HQ has just tested is not back at its site, whatever was said there.
    await execute(
        "update hq_return set finding = $2, missed_step = $3, inspected_at = $4, changed_at = $5, back_at = null"
        " where id = $1",
        row["id"],
        found.finding,
        found.missed_step,
        moment,
        at,
    )
    await link_serial(row["serial_no"])
    facts = {
        "verdicts": [each.finding for each in verdicts],
        "missed_step": found.missed_step,
        **kept,
        "before": {"finding": None, "inspected_at": None},
        "after": {"finding": found.finding, "inspected_at": moment},
    }
    await trail.record(actor, "return.inspected", f"return:{row['return_no']}", facts, site=row["site"])
    await tell_of_finding(row["site"], row["id"], row["return_no"])
