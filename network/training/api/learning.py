"""JSON: sitting exams, what one must pass, who must pass what, and records."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody
from pydantic import Field

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day, now
from network.sites.commands.site_files import local_day
from network.sites.queries.sites import site
from network.training.commands.exams import close_if_over, hand_in, save_answers, start_exam
from network.training.commands.records import decide_claim, revoke_record, withdraw_claim
from network.training.commands.transfers import move_staff
from network.training.lists_coverage import COVERAGE
from network.training.queries.coverage import covered_sites, own_needs, site_needs, training_plan
from network.training.queries.ending import ending_lines
from network.training.queries.exams import read_exam
from network.training.queries.records import own_records, site_records
from network.training.rules.exams import remaining_seconds
from network.training.schemas.coverage import CoverageOut, EndingLine, NeedOut, PlanLine
from network.training.schemas.exams import AnswersIn, AnswersKept, ExamOut, ExamStarted
from network.training.schemas.records import ClaimDecisionIn, RecordOut, RevocationIn, TransferIn
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems
from network.web.versions import if_match, versioned

Days = Annotated[int, Field(ge=1, le=366)]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}


@dataclass(frozen=True, slots=True)
class OwnTraining:
    """What one must pass, and what one has passed."""

    needs: list[NeedOut]
    records: list[RecordOut]


@dataclass(frozen=True, slots=True)
class SiteTraining:
    """Who must pass what at a site on a day, and what its people have passed."""

    needs: list[NeedOut]
    records: list[RecordOut]


@dataclass(frozen=True, slots=True)
class ClaimDecided:
    """`number`: of the certificate that it gave."""

    number: str | None


@dataclass(frozen=True, slots=True)
class StaffMoved:
    id: UUID


class MyTrainingApi(Controller):
    path = "/api/v1/my-training"
    tags = ["Training"]
    guards = [allows(Permission.LEARN)]

    @get()
    async def mine(self, actor: NamedDependency[Actor]) -> OwnTraining:
        """What you must pass, and what you have passed."""
        at = now()
        return OwnTraining(await own_needs(actor, at), await own_records(actor, headquarters_day(at)))

    @post("/courses/{course_key:str}/exam", status_code=201, responses=problems(404, 409))
    async def start(self, actor: NamedDependency[Actor], course_key: FromPath[str]) -> ExamStarted:
        """Start the exam of a course. Asked again while it is open, it is the same one."""
        return ExamStarted(id=await start_exam(actor, course_key, now()))

    @get("/exams/{attempt_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], attempt_id: FromPath[UUID]) -> Response[ExamOut]:
        """Your paper while there is time, then its outcome; its ETag is for the next change."""
        await close_if_over(actor, attempt_id, now())
        found = await read_exam(actor, attempt_id, now())
        return versioned(found, found.version)

    @put("/exams/{attempt_id:uuid}/answers", dependencies=MATCHED, responses=problems(404, 409, 412, 422, 428))
    async def keep(
        self,
        actor: NamedDependency[Actor],
        version: NamedDependency[int | None],
        attempt_id: FromPath[UUID],
        data: JSONBody[AnswersIn],
    ) -> Response[AnswersKept]:
        """Keep what was chosen so far. If-Match names the version that it was made from."""
        kept = await save_answers(actor, attempt_id, version, data.answers, now())
        found = await read_exam(actor, attempt_id, now())
        return versioned(AnswersKept(version=kept, remaining=remaining_seconds(found.ends_at, now())), kept)

    @post(
        "/exams/{attempt_id:uuid}/hand-in",
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 412, 422, 428),
    )
    async def hand_in(
        self,
        actor: NamedDependency[Actor],
        version: NamedDependency[int | None],
        attempt_id: FromPath[UUID],
        data: JSONBody[AnswersIn],
    ) -> ExamOut:
        """Hand the exam in with these answers. Handed in again, nothing changes; after its end what was kept counts."""
        await hand_in(actor, attempt_id, version, data.answers, now())
        return await read_exam(actor, attempt_id, now())


class TrainingApi(Controller):
    path = "/api/v1/training"
    tags = ["Training"]
    guards = [allows(Permission.READ_TRAINING)]

    @get("/coverage", responses=problems(422))
    async def coverage(
        self,
        actor: NamedDependency[Actor],
        on: FromQuery[date | None] = None,
        region: FromQuery[str] = "",
        page: FromQuery[int] = 1,
    ) -> CoverageOut:
        """The sites in your reach with the coverage of their training on a day, or today at headquarters."""
        state = ListState(COVERAGE, sort="site", page=max(1, page), filters={"region": region} if region else {})
        return await covered_sites(actor, state, on or headquarters_day(now()))

    @get("/plan")
    async def plan(self, actor: NamedDependency[Actor]) -> list[PlanLine]:
        """By region and course: how many people need it within 90 days, and how many seats are free."""
        at = now()
        return await training_plan(actor, headquarters_day(at), at)

    @get("/ending")
    async def ending(self, actor: NamedDependency[Actor], days: FromQuery[Days] = 90) -> list[EndingLine]:
        """By site and course: of how many people what they hold ends within so many days, soonest first."""
        return await ending_lines(actor, now(), timedelta(days=days))

    @post(
        "/records/{record_id:uuid}/revoke",
        guards=[allows(Permission.TRAIN_SITES)],
        status_code=204,
        responses=problems(404, 409, 422),
    )
    async def revoke(
        self, actor: NamedDependency[Actor], record_id: FromPath[UUID], data: JSONBody[RevocationIn]
    ) -> None:
        """Declare a record void, on every day. It stays, with the reason."""
        await revoke_record(actor, record_id, data.reason, now())

    @post(
        "/claims/{claim_id:uuid}/decide",
        guards=[allows(Permission.TRAIN_SITES)],
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def decide(
        self,
        actor: NamedDependency[Actor],
        version: NamedDependency[int | None],
        claim_id: FromPath[UUID],
        data: JSONBody[ClaimDecisionIn],
    ) -> ClaimDecided:
        """Accept a certificate from elsewhere, which gives a record, or refuse it."""
        return ClaimDecided(await decide_claim(actor, claim_id, version, data, now()))

    @post(
        "/claims/{claim_id:uuid}/withdraw",
        guards=[allows(Permission.HAND_IN_SHEETS)],
        dependencies=MATCHED,
        status_code=204,
        responses=problems(404, 409, 412, 428),
    )
    async def withdraw(
        self, actor: NamedDependency[Actor], version: NamedDependency[int | None], claim_id: FromPath[UUID]
    ) -> None:
        """Take back a certificate from elsewhere that your site has handed in, while it is not decided on."""
        await withdraw_claim(actor, claim_id, version)


class SiteTrainingApi(Controller):
    path = "/api/v1/sites/{code:str}"
    tags = ["Training"]
    guards = [allows(Permission.READ_TRAINING)]

    @get("/training", responses=problems(404, 422))
    async def training(
        self, actor: NamedDependency[Actor], code: FromPath[str], on: FromQuery[date | None] = None
    ) -> SiteTraining:
        """Who must pass what at the site on a day (today there when none is named), and what its people have passed."""
        day = on or local_day((await site(actor, code)).time_zone, now())
        return SiteTraining(await site_needs(actor, code, day), await site_records(actor, code, day))

    @post(
        "/staff/{staff_id:uuid}/move",
        guards=[allows(Permission.CHANGE_SITE_FILES)],
        status_code=201,
        responses=problems(404, 422),
    )
    async def move(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        staff_id: FromPath[UUID],
        data: JSONBody[TransferIn],
    ) -> StaffMoved:
        """Move somebody to another site; their records go along. The id of their entry there."""
        return StaffMoved(await move_staff(actor, code, staff_id, data, now()))
