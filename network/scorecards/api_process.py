"""JSON: the process of a quarter, challenges, restatements."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import File

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.scorecards.commands.challenges import decide_challenge, lodge_challenge
from network.scorecards.commands.previewing import preview
from network.scorecards.commands.releasing import release
from network.scorecards.commands.restating import approve_restatement, propose_restatement, reject_restatement
from network.scorecards.lists import CHALLENGES, checks_of
from network.scorecards.queries.challenges import challenge, challenge_file, list_challenges, own_challenges
from network.scorecards.queries.checks import list_checks
from network.scorecards.queries.process import card_changes, read_process
from network.scorecards.queries.restatements import (
    list_restatements,
    queued_out,
    read_restatement,
    restatement_out,
    restatement_queue,
)
from network.scorecards.schemas.challenges import (
    ChallengeCase,
    ChallengeDecisionIn,
    ChallengeIn,
    ChallengeMade,
    ChallengesOut,
    OwnChallengesOut,
)
from network.scorecards.schemas.process import (
    ChangesOut,
    ChecksOut,
    PreviewIn,
    ProcessOut,
    QueueOut,
    ReleasedOut,
    ReleaseIn,
    RestatementDecisionIn,
    RestatementIn,
    RestatementMade,
    RestatementOut,
    RestatementsOut,
)
from network.web.evidence import evidence_answer
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems
from network.web.requests import HouseRequest
from network.web.versions import if_match, versioned


class ProcessApi(Controller):
    path = "/api/v1/quarters/{period:str}"
    tags = ["Scorecards"]

    @get("/process", guards=[allows(Permission.READ_UNPUBLISHED)], responses=problems(404, 422))
    async def process(self, actor: NamedDependency[Actor], period: FromPath[str]) -> ProcessOut:
        """How far the quarter is on its way to publication, and its revisions."""
        return await read_process(actor, Quarter.parse(period))

    @get("/check", guards=[allows(Permission.READ_UNPUBLISHED)], responses=problems(404, 422))
    async def check(self, request: HouseRequest, actor: NamedDependency[Actor], period: FromPath[str]) -> ChecksOut:
        """What to look at before anybody sees it; filters and search as in the address of the page."""
        quarter = Quarter.parse(period)
        return await list_checks(actor, quarter, ListState.read(request.query_params, checks_of(str(quarter))))

    @post("/preview", guards=[allows(Permission.PUBLISH_SCORECARDS)], responses=problems(404, 409, 422))
    async def preview(
        self, actor: NamedDependency[Actor], period: FromPath[str], data: JSONBody[PreviewIn]
    ) -> ReleasedOut:
        """Open the cards to their sites, which may challenge them for so many working days."""
        return ReleasedOut(sites=await preview(actor, Quarter.parse(period), now(), data.days))

    @post("/release", guards=[allows(Permission.PUBLISH_SCORECARDS)], responses=problems(404, 409, 422))
    async def release(
        self, actor: NamedDependency[Actor], period: FromPath[str], data: JSONBody[ReleaseIn]
    ) -> ReleasedOut:
        """Let the sites of a region, or all that are left, read their published cards."""
        return ReleasedOut(sites=await release(actor, Quarter.parse(period), data.region, now()))

    @post("/restatements", guards=[allows(Permission.RESTATE_SCORECARDS)], responses=problems(404, 409, 422))
    async def propose(
        self, actor: NamedDependency[Actor], period: FromPath[str], data: JSONBody[RestatementIn]
    ) -> RestatementMade:
        """Propose to measure these sites anew; somebody else decides."""
        made = await propose_restatement(actor, Quarter.parse(period), data.sites, data.reason, now())
        return RestatementMade(id=made)


class SiteChallengesApi(Controller):
    path = "/api/v1/sites/{code:str}"
    tags = ["Scorecards"]

    @get(
        "/quarters/{period:str}/challenges",
        guards=[allows(Permission.READ_CHALLENGES)],
        responses=problems(404, 422),
    )
    async def challenges(
        self, actor: NamedDependency[Actor], code: FromPath[str], period: FromPath[str]
    ) -> OwnChallengesOut:
        """What the site said against its card."""
        return OwnChallengesOut(items=await own_challenges(actor, code, Quarter.parse(period)))

    @post(
        "/quarters/{period:str}/challenges",
        guards=[allows(Permission.CHALLENGE_SCORECARDS)],
        responses=problems(404, 409, 422),
    )
    async def lodge(
        self, actor: NamedDependency[Actor], code: FromPath[str], period: FromPath[str], data: JSONBody[ChallengeIn]
    ) -> ChallengeMade:
        """Challenge one criterion of a previewed card. 409 when it is too late, or when it was challenged before."""
        return ChallengeMade(id=await lodge_challenge(actor, code, Quarter.parse(period), data, [], now()))

    @get("/quarters/{period:str}/changes", guards=[allows(Permission.READ_CHALLENGES)], responses=problems(404, 422))
    async def changes(self, actor: NamedDependency[Actor], code: FromPath[str], period: FromPath[str]) -> ChangesOut:
        """What became of the card, the newest first: computed again in preview, restated."""
        return ChangesOut(items=await card_changes(actor, code, Quarter.parse(period)))

    @get("/challenge-files/{file_id:uuid}", guards=[allows(Permission.READ_CHALLENGES)], responses=problems(404))
    async def file(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        file_id: FromPath[UUID],
    ) -> File:
        """What a site added to a challenge."""
        found = await challenge_file(actor, code, file_id)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)


class ChallengesApi(Controller):
    path = "/api/v1/challenges"
    tags = ["Scorecards"]
    guards = [allows(Permission.DECIDE_CHALLENGES)]

    @get(responses=problems(422))
    async def challenges(self, request: HouseRequest, actor: NamedDependency[Actor]) -> ChallengesOut:
        """The challenges in reach; filters and search as in the address of the page `/scorecards/challenges`."""
        return await list_challenges(actor, ListState.read(request.query_params, CHALLENGES))

    @get("/{challenge_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], challenge_id: FromPath[UUID]) -> Response[ChallengeCase]:
        found = await challenge(actor, challenge_id)
        return versioned(found, found.challenge.version)

    @post(
        "/{challenge_id:uuid}/decision",
        status_code=204,
        responses=problems(404, 409, 412, 422, 428),
        dependencies={"version": Provide(if_match, sync_to_thread=False)},
    )
    async def decide(
        self,
        actor: NamedDependency[Actor],
        version: NamedDependency[int | None],
        challenge_id: FromPath[UUID],
        data: JSONBody[ChallengeDecisionIn],
    ) -> None:
        """Accept or reject; not by whoever had a part in it."""
        await decide_challenge(actor, challenge_id, data, now(), version)


class RestatementsApi(Controller):
    path = "/api/v1/restatements"
    tags = ["Scorecards"]
    guards = [allows(Permission.RESTATE_SCORECARDS)]

    @get(responses=problems())
    async def restatements(self, actor: NamedDependency[Actor]) -> RestatementsOut:
        """All that was proposed: those that wait first."""
        found = await list_restatements(actor)
        return RestatementsOut(items=[restatement_out(actor, each) for each in found])

    @get("/queue", responses=problems(409, 422))
    async def queue(self, actor: NamedDependency[Actor], period: FromQuery[str]) -> QueueOut:
        """The sites of which the records give other figures than were published."""
        return queued_out(*await restatement_queue(actor, Quarter.parse(period)))

    @get("/{restatement_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], restatement_id: FromPath[UUID]) -> RestatementOut:
        return restatement_out(actor, await read_restatement(actor, restatement_id))

    @post("/{restatement_id:uuid}/approval", status_code=204, responses=problems(404, 409, 422))
    async def approve(
        self, actor: NamedDependency[Actor], restatement_id: FromPath[UUID], data: JSONBody[RestatementDecisionIn]
    ) -> None:
        """Publish the next revision, as it was proposed."""
        await approve_restatement(actor, restatement_id, data.reason, now())

    @post("/{restatement_id:uuid}/rejection", status_code=204, responses=problems(404, 409, 422))
    async def reject(
        self, actor: NamedDependency[Actor], restatement_id: FromPath[UUID], data: JSONBody[RestatementDecisionIn]
    ) -> None:
        await reject_restatement(actor, restatement_id, data.reason, now())


PROCESS_API = [ProcessApi, SiteChallengesApi, ChallengesApi, RestatementsApi]
