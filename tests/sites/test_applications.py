"""An application from its first line to the certificate, and every way its steps are refused."""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, transaction
from network.foundation.errors import Forbidden, ServicemarkError
from network.foundation.evidence.errors import EvidenceRefused
from network.sites.commands.applications import submit_application, withdraw_application
from network.sites.commands.applications_documents import add_document, remove_document
from network.sites.commands.applications_opening import finish_application, pass_opening_check, sign_contract
from network.sites.commands.applications_steps import (
    approve,
    ask_for_evidence,
    reject,
    start_site_visit,
    take_into_review,
)
from network.sites.errors.applications import (
    AlreadyDecided,
    AlreadyWithdrawn,
    ApplicationIncomplete,
    ApplicationNotFound,
    BadApplication,
    BelowMinimum,
    DocumentNotFound,
    KnockedOut,
    NoCertificateYet,
    NotAnAssessor,
    NothingAskedFor,
    NotTakingEvidence,
    OpenedInFuture,
    OpeningCheckFailed,
    ReasonNeeded,
    SiteCodeTaken,
    StepNotPossible,
)
from network.sites.errors.assessments import AssessorDecides
from network.sites.queries.applications import application, document_file, own_application
from network.sites.queries.applications_list import own_applications
from network.sites.rules.applications import NUMBER, OpeningItem, RejectionReason
from network.sites.schemas.applications import (
    ApprovalIn,
    ContractIn,
    OpeningIn,
    RejectionIn,
    ReviewIn,
    VisitIn,
    WantIn,
)
from network.web.versions import PreconditionFailed
from tests.factory import Store
from tests.sites.applying import NOW, PDF, Cast, make_cast, moment, sent

TODAY = NOW.date()
APPROVAL = ApprovalIn(reason="The best place in the district.")
REJECTION = RejectionIn(reason_code=RejectionReason.CITY_COVERED, reason="Two sites serve the district.")
CONTRACT = ContractIn(code="CN-SH-900", time_zone="Asia/Shanghai")
OPENING = OpeningIn(met=list(OpeningItem), opened_on=TODAY)


@pytest.fixture
async def cast(store: Store, tmp_path: Path) -> Cast:
    return await make_cast(store, tmp_path / "files")


def by_name(cast: Cast, name: str) -> Actor:
    return cast.people[name]


async def refetched(cast: Cast, name: str) -> Actor:
    """The same person at the next request: the sites of their regions are worked out anew."""
    actor = cast.people[name]
    rows = await cast.store.rows("select id from site where region = any($1)", sorted(actor.regions))
    return Actor(
        actor.role, actor.name, actor.account, frozenset(row["id"] for row in rows), actor.regions, actor.rights
    )


async def contracted(cast: Cast) -> UUID:
    made = await cast.scored()
    await approve(cast.manager, made, None, APPROVAL, moment())
    await sign_contract(cast.manager, made, None, CONTRACT, moment())
    return made


async def certificate(cast: Cast, application_id: UUID) -> None:
    """Any certificate for the site, put in by hand: how it is granted is told elsewhere."""
    site = await cast.store.value("select site from application where id = $1", application_id)
    line = await cast.store.value(
        "insert into product_line (code, name, name_zh) values ('phones', 'Phones', '手机') returning id"
    )
    kind = await cast.store.value(
        "insert into certificate_type (code, title, title_zh, product_line, repair_level, validity_months, "
        "validity_rule, window_days) values ('phones-2', 'Phones', '手机', $1, 2, 24, 'from_decision', 90) "
        "returning id",
        line,
    )
    thread = await cast.store.value(
        "insert into certification (id, site, type, state) values ($1, $2, $3, 'provisional') returning id",
        uuid4(),
        site,
        kind,
    )
    await cast.store.root.execute(
        "insert into certificate (id, certification, site, type, number, valid_from, valid_to) "
        "values ($1, $2, $3, $4, 'C-1', $5, $6)",
        uuid4(),
        thread,
        site,
        kind,
        TODAY,
        TODAY + timedelta(days=700),
    )


async def test_an_application_goes_from_draft_to_certified(cast: Cast) -> None:
    made = await contracted(cast)
    manager = await refetched(cast, "manager")
    await pass_opening_check(manager, made, None, OPENING, moment())
    await certificate(cast, made)
    await finish_application(manager, made, None, moment())
    found = await application(manager, made)
    assert [step.to_state for step in found.steps] == [
        *("submitted", "desk_review", "scored", "decision", "contracted", "opening_check", "certified")
    ]
    assert (found.site, NUMBER.fullmatch(found.number) is not None) == ("CN-SH-900", True)
    [site] = await cast.store.rows(
        "select s.code, s.name, s.name_zh, s.city, s.city_zh, s.city_tier, s.status, s.opened_on, s.region, o.name as "
        "operator from site s join operator o on o.id = s.operator"
    )
    assert site == {
        "code": "CN-SH-900",
        "name": "Bund Service Point",
        "name_zh": "外滩服务点",
        "city": "Shanghai",
        "city_zh": "上海",
        "city_tier": 1,
        "status": "active",
        "opened_on": TODAY,
        "region": cast.region,
        "operator": "Harbour Repairs Ltd",
    }
    told = await cast.store.rows("select action from trail_event where action like 'application.%' order by id")
    assert [row["action"] for row in told if "document" not in row["action"]] == [
        *("application.started", "application.submitted", "application.desk_review", "application.decision"),
        *("application.contracted", "application.opening_check", "application.certified"),
    ]


async def test_the_site_was_listed_before_it_opened(cast: Cast) -> None:
    made = await contracted(cast)
    assert await cast.store.value("select status from site") == "listed"
    await pass_opening_check(await refetched(cast, "manager"), made, None, OPENING, moment())
    history = await cast.store.rows("select status from site_history order by id")
    assert [row["status"] for row in history] == ["listed", "active"]


async def test_submitting_names_all_that_is_missing_at_once(cast: Cast) -> None:
    made = await cast.draft(operator_name="", operator_name_zh="", phone="", staff_count=None)
    with pytest.raises(ApplicationIncomplete) as refused:
        await submit_application(cast.applicant, made, None, moment())
    fields = set(refused.value.fields)
    assert {"operator_name", "phone", "staff_count"} <= fields
    assert {"evidence-means", "evidence-premises"} <= fields
    assert await cast.state(made) == "draft"


async def test_the_region_of_a_city_of_the_list_need_not_be_chosen(cast: Cast) -> None:
    found = await own_application(cast.applicant, await cast.draft(city="上海"))
    assert (found.region, found.city, found.city_zh) == ("East", "Shanghai", "上海")
    other = await own_application(cast.applicant, await cast.draft(city="Suzhou", region="North"))
    assert (other.region, other.city) == ("North", "Suzhou")


async def test_what_is_not_offered_is_refused_by_field(cast: Cast) -> None:
    with pytest.raises(BadApplication) as refused:
        await cast.draft(region="Nowhere", wanted=["phones-9"])
    assert set(refused.value.fields) == {"region", "wanted"}


async def test_a_draft_that_was_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    made = await cast.draft()
    first = await own_application(cast.applicant, made)
    await cast.edit(made, contact="Somebody else")
    with pytest.raises(PreconditionFailed) as refused:
        await submit_application(cast.applicant, made, first.version, moment())
    assert (refused.value.current, refused.value.theirs["contact"]) == (first.version + 1, "Somebody else")


async def test_what_is_submitted_is_not_edited_any_more(cast: Cast) -> None:
    made = await cast.submitted()
    with pytest.raises(StepNotPossible):
        await cast.edit(made, contact="Somebody else")


async def test_an_applicant_sees_its_own_and_nothing_of_assessors(cast: Cast) -> None:
    made = await cast.scored()
    await reject(cast.manager, made, None, REJECTION, moment())
    found = await own_application(cast.applicant, made)
    assert {step.who for step in found.steps if not step.by_applicant} == {""}
    told = found.model_dump_json()
    for name in ("First Wang", "Second Wang", "Manager Wang"):
        assert name not in told
    last = found.steps[-1]
    assert (last.to_state, last.reason_code, last.reason) == ("rejected", "city_covered", REJECTION.reason)
    assert await own_applications(cast.rival) == []
    with pytest.raises(ApplicationNotFound):
        await own_application(cast.rival, made)


async def test_headquarters_knows_nothing_of_drafts(cast: Cast) -> None:
    made = await cast.draft()
    with pytest.raises(ApplicationNotFound):
        await application(cast.manager, made)
    with pytest.raises(ApplicationNotFound):
        await reject(cast.manager, made, None, REJECTION, moment())


@pytest.mark.parametrize(("who", "refusal"), [("stranger", ApplicationNotFound), ("reader", Forbidden)])
async def test_only_who_may_select_in_the_region_moves_it(
    cast: Cast, who: str, refusal: type[ServicemarkError]
) -> None:
    made = await cast.submitted()
    with pytest.raises(refusal):
        await reject(by_name(cast, who), made, None, REJECTION, moment())
    assert await cast.state(made) == "submitted"


async def test_a_manager_whose_region_lost_the_application_meets_nothing(cast: Cast) -> None:
    made = await cast.scored()
    await cast.store.root.execute(
        "update application set region = (select id from region where path = 'North') where id = $1", made
    )
    with pytest.raises(ApplicationNotFound):
        await approve(cast.manager, made, None, APPROVAL, moment())


async def test_a_decision_on_a_withdrawn_application_is_refused_by_name(cast: Cast) -> None:
    made = await cast.scored()
    await withdraw_application(cast.applicant, made, None, "The premises were sold.", moment())
    with pytest.raises(AlreadyWithdrawn):
        await approve(cast.manager, made, None, APPROVAL, moment())
    with pytest.raises(AlreadyWithdrawn):
        await reject(cast.manager, made, None, REJECTION, moment())
    assert await cast.state(made) == "withdrawn"


async def test_of_two_managers_who_decide_at_once_one_is_told_of_the_other(cast: Cast) -> None:
    made = await cast.scored()
    version = (await cast.seen(made)).version
    results = await asyncio.gather(
        approve(cast.manager, made, version, APPROVAL, moment()),
        reject(cast.other, made, version, REJECTION, moment()),
        return_exceptions=True,
    )
    refused = [result for result in results if result is not None]
    assert len(refused) == 1
    # Whoever comes second either finds it decided, or (an approval may still be overturned) finds another version.
    assert isinstance(refused[0], AlreadyDecided | PreconditionFailed)
    decided = await cast.store.value(
        "select count(*) from application_step where to_state in ('decision', 'rejected') and application = $1", made
    )
    assert decided == 1


async def test_who_has_assessed_it_does_not_decide(cast: Cast) -> None:
    made = await cast.submitted()
    chosen = ReviewIn.model_validate({"assessors": [cast.other.account, cast.first.account]})
    await take_into_review(cast.manager, made, None, chosen, moment())
    for assessor in (cast.other, cast.first):
        await cast.assess(assessor, made)
    with pytest.raises(AssessorDecides):
        await approve(cast.other, made, None, APPROVAL, moment())
    await approve(cast.manager, made, None, APPROVAL, moment())


async def test_a_knocked_out_application_is_not_approved_however_good_the_rest(cast: Cast) -> None:
    made = await cast.scored(means=1)
    with pytest.raises(KnockedOut) as refused:
        await approve(cast.manager, made, None, APPROVAL, moment())
    assert "Means" in refused.value.text()


async def test_an_application_below_the_minimum_is_not_approved(cast: Cast) -> None:
    made = await cast.scored(2)
    with pytest.raises(BelowMinimum):
        await approve(cast.manager, made, None, APPROVAL, moment())
    assert await cast.state(made) == "scored"


@pytest.mark.parametrize("reason", ["", "  \n"])
async def test_a_decision_needs_its_reason(cast: Cast, reason: str) -> None:
    made = await cast.scored()
    with pytest.raises(ReasonNeeded):
        await approve(cast.manager, made, None, ApprovalIn(reason=reason), moment())
    with pytest.raises(ReasonNeeded):
        await reject(cast.manager, made, None, REJECTION.model_copy(update={"reason": reason}), moment())
    with pytest.raises(ReasonNeeded):
        await withdraw_application(cast.applicant, made, None, reason, moment())


@pytest.mark.parametrize(
    "chosen", [["first"], [], ["first", "first"], ["first", "applicant"], ["first", "stranger"], ["first", None]]
)
async def test_two_different_people_who_may_assess_there_are_needed(cast: Cast, chosen: list[str | None]) -> None:
    made = await cast.submitted()
    accounts = [by_name(cast, name).account if name else uuid4() for name in chosen]
    with pytest.raises(NotAnAssessor):
        await take_into_review(cast.manager, made, None, ReviewIn.model_validate({"assessors": accounts}), moment())
    assert await cast.state(made) == "submitted"
    assert await cast.store.value("select count(*) from assessment") == 0


async def test_what_is_asked_for_is_open_until_something_new_is_handed_in(cast: Cast) -> None:
    made = await cast.reviewed()
    await ask_for_evidence(cast.manager, made, None, [WantIn(criterion="means", words="This year’s licence")], moment())
    assert [want.answered for want in (await own_application(cast.applicant, made)).wants] == [False]
    await add_document(cast.applicant, made, "means", sent("licence.pdf", PDF), cast.folder, 5, moment())
    assert [want.answered for want in (await own_application(cast.applicant, made)).wants] == [True]


@pytest.mark.parametrize("wants", [[], [WantIn(criterion="colour", words="Blue")]])
async def test_what_is_asked_for_belongs_to_the_criteria(cast: Cast, wants: list[WantIn]) -> None:
    made = await cast.submitted()
    with pytest.raises(NothingAskedFor):
        await ask_for_evidence(cast.manager, made, None, wants, moment())


async def test_evidence_leaves_a_draft_but_not_what_was_submitted(cast: Cast) -> None:
    made = await cast.draft()
    await cast.evidence(made)
    given = (await own_application(cast.applicant, made)).documents
    await remove_document(cast.applicant, made, given[0].id, moment())
    with pytest.raises(DocumentNotFound):
        await document_file(cast.applicant, given[0].id)
    kind = given[0].criterion
    await add_document(cast.applicant, made, kind, sent("again.pdf", PDF), cast.folder, 5, moment())
    await submit_application(cast.applicant, made, None, moment())
    with pytest.raises(NotTakingEvidence):
        await remove_document(cast.applicant, made, given[1].id, moment())


async def test_documents_are_for_those_who_see_the_application(cast: Cast) -> None:
    made = await cast.draft()
    await cast.evidence(made)
    document = (await own_application(cast.applicant, made)).documents[0]
    for who in ("rival", "manager", "stranger", "first"):
        with pytest.raises(DocumentNotFound):
            await document_file(by_name(cast, who), document.id)
    await submit_application(cast.applicant, made, None, moment())
    assert (await document_file(cast.manager, document.id)).document.name == document.name
    for who in ("rival", "stranger", "first"):
        with pytest.raises(DocumentNotFound):
            await document_file(by_name(cast, who), document.id)
    chosen = ReviewIn.model_validate({"assessors": [cast.first.account, cast.second.account]})
    await take_into_review(cast.manager, made, None, chosen, moment())
    assert (await document_file(cast.first, document.id)).document.name == document.name


async def test_what_may_run_is_no_evidence(cast: Cast) -> None:
    made = await cast.draft()
    with pytest.raises(EvidenceRefused):
        drawing = sent("plan.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
        await add_document(cast.applicant, made, "", drawing, cast.folder, 5, moment())
    with pytest.raises(BadApplication):
        await add_document(cast.applicant, made, "colour", sent("licence.pdf", PDF), cast.folder, 5, moment())


async def test_nothing_is_handed_in_for_what_has_ended(cast: Cast) -> None:
    made = await cast.submitted()
    await withdraw_application(cast.applicant, made, None, "Changed our minds.", moment())
    with pytest.raises(NotTakingEvidence):
        await add_document(cast.applicant, made, "means", sent("licence.pdf", PDF), cast.folder, 5, moment())


async def test_a_site_code_is_taken_once(cast: Cast) -> None:
    await cast.store.site("CN-SH-900")
    made = await cast.scored()
    await approve(cast.manager, made, None, APPROVAL, moment())
    with pytest.raises(SiteCodeTaken):
        await sign_contract(cast.manager, made, None, CONTRACT, moment())
    with pytest.raises(BadApplication):
        await sign_contract(
            cast.manager, made, None, CONTRACT.model_copy(update={"time_zone": "Mars/Olympus"}), moment()
        )
    assert await cast.state(made) == "decision"


async def test_a_site_opens_only_with_everything_in_place_and_not_in_future(cast: Cast) -> None:
    made = await contracted(cast)
    manager = await refetched(cast, "manager")
    with pytest.raises(OpeningCheckFailed) as refused:
        await pass_opening_check(manager, made, None, OPENING.model_copy(update={"met": [OpeningItem.SIGNS]}), moment())
    assert set(refused.value.fields) == {"met-equipment", "met-price_list", "met-staff"}
    with pytest.raises(OpenedInFuture):
        later = OPENING.model_copy(update={"opened_on": date(2027, 1, 1)})
        await pass_opening_check(manager, made, None, later, moment())
    assert await cast.store.value("select status from site") == "listed"


async def test_it_ends_well_only_with_a_certificate(cast: Cast) -> None:
    made = await contracted(cast)
    manager = await refetched(cast, "manager")
    await pass_opening_check(manager, made, None, OPENING, moment())
    with pytest.raises(NoCertificateYet):
        await finish_application(manager, made, None, moment())


async def test_a_site_that_is_not_to_open_after_all_is_closed(cast: Cast) -> None:
    made = await contracted(cast)
    await reject(await refetched(cast, "manager"), made, None, REJECTION, moment())
    assert await cast.store.value("select status from site") == "closed"
    with pytest.raises(StepNotPossible):
        await withdraw_application(cast.applicant, made, None, "Too late.", moment())


async def test_an_assessment_may_be_complete_before_the_visit_is_announced(cast: Cast) -> None:
    made = await cast.reviewed()
    await start_site_visit(cast.manager, made, None, VisitIn(reason="On Tuesday."), moment())
    for assessor in (cast.first, cast.second):
        await cast.assess(assessor, made)
    assert await cast.state(made) == "scored"
    with pytest.raises(StepNotPossible):
        await start_site_visit(cast.manager, made, None, VisitIn(), moment())


@pytest.mark.parametrize(
    "statement",
    [
        "update application set state = 'scored'",
        "update application set state = 'certified'",
        "update application set operator_name = 'Another'",
        "update application set details = '{}'",
        "update application set decided_at = now()",
        "update application_document set removed_at = now()",
        "insert into application_step (application, from_state, to_state, reason, account, actor, at) "
        "select id, 'submitted', 'decision', 'me', applicant, 'HQ', now() from application",
        "select * from assessment",
        "select * from site",
    ],
)
async def test_the_database_itself_keeps_an_applicant_to_its_own_steps(cast: Cast, statement: str) -> None:
    await cast.submitted()
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.PostgresError)) as refused:
        async with transaction(cast.applicant):
            await execute(statement)
    assert refused.value.sqlstate in ("SM001", "42501")


async def test_commands_ask_for_the_permission_first(cast: Cast) -> None:
    made = await cast.submitted()
    nobody = Actor(cast.first.role, "Nobody", uuid4())
    calls: list[Any] = [
        submit_application(nobody, made, None, moment()),
        withdraw_application(nobody, made, None, "x", moment()),
        approve(nobody, made, None, APPROVAL, moment()),
        sign_contract(nobody, made, None, CONTRACT, moment()),
        own_application(nobody, made),
        application(nobody, made),
    ]
    assert not nobody.may(Permission.APPLY)
    for call in calls:
        with pytest.raises(Forbidden):
            await call
