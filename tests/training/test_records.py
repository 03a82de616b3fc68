"""Records: voided, claimed, reminded of, and taken along to another site."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from PIL import Image

from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.foundation.i18n import language
from network.identity.rules.notices import NoticeKind, notice_text
from network.sites.errors.site_files import BadSiteFile
from network.training.commands.record_reminders import remind_of_records
from network.training.commands.records import claim_certificate, decide_claim, revoke_record, withdraw_claim
from network.training.commands.transfers import move_staff
from network.training.errors.records import (
    BadClaim,
    ClaimDecided,
    ClaimNotFound,
    PersonNotThere,
    RecordRevoked,
)
from network.training.queries.claims import list_claims
from network.training.queries.coverage import site_needs
from network.training.queries.learning import people_of
from network.training.queries.records import site_records, training_sheet, verified_record
from network.training.rules.records import RecordState
from network.training.schemas.records import ClaimDecisionIn, ClaimIn, TransferIn
from network.web.uploads import SentFile
from network.web.versions import PreconditionFailed
from reports.certificate import Pair
from tests.factory import HQ, NOW, Store, operator
from tests.served import MakePerson
from tests.training.teaching import BASIC, course, passed, worker

TODAY = date(2026, 11, 20)
CHECKER = Actor(Role.HQ_ADMINISTRATOR, "Lin", UUID(int=70), None)


def photo() -> SentFile:
    output = BytesIO()
    Image.new("RGB", (60, 40), "white").save(output, "JPEG")

    async def blocks() -> AsyncIterator[bytes]:
        yield output.getvalue()

    return SentFile("certificate.jpg", blocks())


def claim(person: UUID, **changes: object) -> ClaimIn:
    given = {"person": person, "course": "safety", "issuer": "TÜV", "passed_on": date(2026, 3, 1), **changes}
    return ClaimIn.model_validate(given)


@pytest.fixture
async def li(store: Store, sites: dict[str, int]) -> UUID:
    await course("safety")
    await store.root.execute(
        "insert into course_requirement (id, course, role, from_on, added_by) "
        "select gen_random_uuid(), id, 'technician', '2026-01-01', '' from course"
    )
    return await worker(store, sites["SH1"])


async def test_a_record_that_is_void_counts_on_no_day(store: Store, sites: dict[str, int], li: UUID) -> None:
    record = await passed(store, li, "safety", sites["SH1"], date(2026, 1, 1), None)
    with pytest.raises(Forbidden):
        await revoke_record(operator(sites["SH1"]), record, "Wrong person", NOW)
    await revoke_record(HQ, record, "Wrong person", NOW)
    with pytest.raises(RecordRevoked):
        await revoke_record(HQ, record, "Wrong person", NOW)
    [found] = await site_records(HQ, "SH1", date(2026, 2, 1))
    assert (found.state, found.reason) == (RecordState.REVOKED, "Wrong person")
    [need] = await site_needs(HQ, "SH1", date(2026, 2, 1))
    assert not need.valid


async def test_a_certificate_from_elsewhere_counts_once_headquarters_accepts_it(
    store: Store, sites: dict[str, int], li: UUID, shared_folder: Path
) -> None:
    mine = operator(sites["SH1"])
    with pytest.raises(Forbidden):
        await claim_certificate(CHECKER, "SH1", claim(li), photo(), shared_folder, 5, NOW)
    made = await claim_certificate(mine, "SH1", claim(li), photo(), shared_folder, 5, NOW)
    with pytest.raises(Forbidden):
        await decide_claim(mine, made, 1, ClaimDecisionIn(accepted=True, reason="Seen"), NOW)
    with pytest.raises(PreconditionFailed):
        await decide_claim(CHECKER, made, 2, ClaimDecisionIn(accepted=True, reason="Seen"), NOW)
    number = await decide_claim(CHECKER, made, 1, ClaimDecisionIn(accepted=True, reason="Seen"), NOW)
    [found] = await site_records(mine, "SH1", TODAY)
    assert (found.number, found.issuer, found.state) == (number, "TÜV", RecordState.VALID)
    with pytest.raises(ClaimDecided):
        await decide_claim(CHECKER, made, 2, ClaimDecisionIn(accepted=False, reason="Or not"), NOW)


async def test_a_certificate_names_whom_it_was_given_to_whatever_the_staff_list_says_later(
    store: Store, sites: dict[str, int], li: UUID
) -> None:
    record = await passed(store, li, "safety", sites["SH1"], date(2026, 3, 1), None)
    await store.root.execute("update staff_member set name = 'Wang Wei' where person = $1", li)
    number = await store.value("select number from training_record where id = $1", record)
    network = Pair("Network", "网络")
    sheet = await training_sheet(operator(sites["SH1"]), number, network, "https://example.com", own=False)
    verified = await verified_record(number, TODAY)
    assert verified is not None
    assert (sheet.person, verified.initial) == ("Li Na", "L")
    [listed] = await site_records(HQ, "SH1", TODAY)
    assert listed.name == "Wang Wei"
    with pytest.raises(asyncpg.PostgresError, match="never changed"):
        await store.root.execute("update training_record set name = 'Wang Wei'")


async def test_whoever_records_does_not_choose_the_name(store: Store, sites: dict[str, int], li: UUID) -> None:
    await worker(store, sites["BJ1"], "Li Nan", from_on=date(2026, 4, 1), person=li)
    await store.root.execute(
        "insert into training_record (id, person, course, site, source, passed_on, valid_from, number, issuer, "
        "recorded_by, name) select gen_random_uuid(), $1, id, $2, 'imported', '2026-05-01', '2026-05-01', 'T-1', '', "
        "'', 'Somebody else' from course",
        li,
        sites["SH1"],
    )
    assert await store.value("select name from training_record") == "Li Na"


@pytest.mark.parametrize(("hour", "listed"), [(15, True), (16, False)])
async def test_certificates_are_handed_in_for_people_until_the_end_of_their_last_day_at_the_site(
    store: Store, sites: dict[str, int], li: UUID, hour: int, listed: bool
) -> None:
    await store.root.execute("update staff_member set to_on = '2026-11-20' where person = $1", li)
    found = await people_of(operator(sites["SH1"]), "SH1", datetime(2026, 11, 20, hour, tzinfo=UTC))
    assert found == ([(li, "Li Na")] if listed else [])


@pytest.mark.parametrize("named", [date(2026, 12, 31), date(2027, 2, 28), None])
async def test_a_certificate_from_elsewhere_holds_no_longer_than_the_course(
    store: Store, sites: dict[str, int], li: UUID, shared_folder: Path, named: date | None
) -> None:
    wanted = claim(li, valid_to=named)
    made = await claim_certificate(operator(sites["SH1"]), "SH1", wanted, photo(), shared_folder, 5, NOW)
    assert await store.value("select valid_to from certificate_claim") == (named or date(2027, 2, 28))
    await decide_claim(CHECKER, made, 1, ClaimDecisionIn(accepted=True, reason="Seen"), NOW)
    assert await store.value("select valid_to from training_record") == (named or date(2027, 2, 28))


async def test_a_certificate_without_an_end_holds_for_good_where_the_course_does(
    store: Store, sites: dict[str, int], shared_folder: Path
) -> None:
    await course("safety", replace(BASIC, validity_months=None))
    li = await worker(store, sites["SH1"])
    await claim_certificate(operator(sites["SH1"]), "SH1", claim(li), photo(), shared_folder, 5, NOW)
    [told] = await list_claims(HQ)
    assert told.valid_to is None


async def test_a_refused_certificate_gives_no_record(
    store: Store, sites: dict[str, int], li: UUID, shared_folder: Path
) -> None:
    made = await claim_certificate(operator(sites["SH1"]), "SH1", claim(li), photo(), shared_folder, 5, NOW)
    assert await decide_claim(CHECKER, made, 1, ClaimDecisionIn(accepted=False, reason="Unreadable"), NOW) is None
    assert await store.counts("training_record") == {"training_record": 0}


async def test_a_site_takes_its_claim_back_while_nobody_has_decided(
    sites: dict[str, int], li: UUID, shared_folder: Path
) -> None:
    mine = operator(sites["SH1"])
    made = await claim_certificate(mine, "SH1", claim(li), photo(), shared_folder, 5, NOW)
    with pytest.raises(Forbidden):
        await withdraw_claim(CHECKER, made, 1)
    with pytest.raises(ClaimNotFound):
        await withdraw_claim(operator(sites["SH2"]), made, 1)
    with pytest.raises(PreconditionFailed):
        await withdraw_claim(mine, made, 2)
    await withdraw_claim(mine, made, 1)
    with pytest.raises(ClaimDecided):
        await withdraw_claim(mine, made, 2)
    with pytest.raises(ClaimDecided):
        await decide_claim(CHECKER, made, 2, ClaimDecisionIn(accepted=True, reason="Seen"), NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"passed_on": TODAY + timedelta(days=1)}, "passed_on"),
        ({"passed_on": date(1903, 1, 1)}, "passed_on"),
        ({"valid_to": date(2026, 2, 28)}, "valid_to"),
        ({"valid_to": date(2027, 3, 1)}, "valid_to"),
    ],
)
async def test_a_certificate_that_cannot_be_true_is_refused(
    sites: dict[str, int], li: UUID, shared_folder: Path, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(BadClaim) as refusal:
        await claim_certificate(operator(sites["SH1"]), "SH1", claim(li, **changes), photo(), shared_folder, 5, NOW)
    assert set(refusal.value.fields) == {field}


async def test_nobody_hands_in_for_people_of_another_site(
    store: Store, sites: dict[str, int], li: UUID, shared_folder: Path
) -> None:
    with pytest.raises(PersonNotThere):
        await claim_certificate(operator(sites["SH2"]), "SH2", claim(li), photo(), shared_folder, 5, NOW)


@pytest.mark.parametrize(("days", "made"), [(91, 0), (90, 1), (45, 1), (7, 1), (0, 1), (-1, 0)])
async def test_the_end_of_a_record_is_announced_once(
    store: Store, sites: dict[str, int], li: UUID, days: int, made: int
) -> None:
    await passed(store, li, "safety", sites["SH1"], date(2026, 1, 1), TODAY + timedelta(days=days))
    assert await remind_of_records(Actor.system(), TODAY) == made
    assert await remind_of_records(Actor.system(), TODAY) == 0


async def test_the_person_and_who_runs_the_site_are_told_that_a_record_ends(
    store: Store, sites: dict[str, int], li: UUID, person: MakePerson
) -> None:
    runs = await person("site@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    await person("other@example.com", Role.SITE_OPERATOR, sites=["BJ1"])
    mine = await person("li@example.com", Role.SITE_STAFF, sites=["SH1"])
    await store.root.execute("update person set account = $2 where id = $1", li, mine)
    await passed(store, li, "safety", sites["SH1"], date(2026, 1, 1), TODAY + timedelta(days=30))
    for _time in range(2):
        await remind_of_records(Actor.system(), TODAY)
    told = await store.rows("select account, link, facts from notice where kind = 'training_ending'")
    links = {(each["account"], each["link"]) for each in told}
    assert (links, len(told)) == ({(mine, "/my-training"), (runs, "/sites/SH1/training")}, 2)
    facts = json.loads(told[0]["facts"])
    english = notice_text(NoticeKind.TRAINING_ENDING, facts, language("en"))
    assert english == "What Li Na of SH1 has passed in “Course safety” ends on 20 Dec 2026."
    assert "课程 safety" in notice_text(NoticeKind.TRAINING_ENDING, facts, language("zh_CN"))


async def test_what_was_renewed_is_nobodys_worry(store: Store, sites: dict[str, int], li: UUID) -> None:
    await passed(store, li, "safety", sites["SH1"], date(2026, 1, 1), TODAY)
    await passed(store, li, "safety", sites["SH1"], TODAY + timedelta(days=1), date(2027, 11, 20))
    assert await remind_of_records(Actor.system(), TODAY) == 0


async def test_who_moves_takes_their_records_along(store: Store, sites: dict[str, int], li: UUID) -> None:
    await passed(store, li, "safety", sites["SH1"], date(2026, 1, 1), None)
    entry = await store.value("select id from staff_member where person = $1", li)
    wanted = TransferIn(site="BJ1", role="technician", from_on=date(2026, 11, 25))
    await move_staff(HQ, "SH1", entry, wanted, NOW)
    assert await site_needs(HQ, "SH1", date(2026, 11, 25)) == []
    [need] = await site_needs(operator(sites["BJ1"]), "BJ1", date(2026, 11, 25))
    assert (need.person, need.valid) == (li, True)
    [record] = await site_records(operator(sites["BJ1"]), "BJ1", date(2026, 11, 25))
    assert record.person == li
    with pytest.raises(BadSiteFile):
        await move_staff(HQ, "SH1", entry, wanted.model_copy(update={"from_on": date(2026, 12, 25)}), NOW)
