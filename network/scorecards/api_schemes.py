"""The API of drafts of schemes and of what-if: what their pages do."""

from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.periods import Quarter
from network.scorecards.commands.drafts import (
    approve_draft,
    discard_draft,
    reject_draft,
    start_draft,
    submit_draft,
    take_back_draft,
    write_draft,
)
from network.scorecards.errors import DraftFaulty
from network.scorecards.queries.drafts import Draft, draft_with_problems, list_drafts, read_draft
from network.scorecards.queries.scheme_trial import WhatIf, what_if
from network.scorecards.queries.schemes import read_scheme
from network.scorecards.rules.document import scheme_of
from network.scorecards.rules.scheme_trial import Move
from network.scorecards.schemas.drafts import (
    DraftIn,
    DraftLineOut,
    DraftOut,
    DraftsOut,
    ProblemOut,
    RejectIn,
    StartDraftIn,
)
from network.scorecards.schemas.scheme_trial import CauseOut, MoveOut, WhatIfOut
from network.web.guards import allows
from network.web.problems import problems
from network.web.versions import if_match, versioned


class SchemeDraftsApi(Controller):
    path = "/api/v1/scheme-drafts"
    tags = ["Scorecards"]
    guards = [allows(Permission.CHANGE_SCHEMES)]
    dependencies = {"version": Provide(if_match, sync_to_thread=False)}

    @get(responses=problems())
    async def drafts(self, actor: NamedDependency[Actor]) -> DraftsOut:
        """Every draft of a scheme, the unfinished ones first."""
        return DraftsOut(drafts=[_line(draft) for draft in await list_drafts(actor)])

    @get("/{draft_id:uuid}", responses=problems(404))
    async def draft(self, actor: NamedDependency[Actor], draft_id: FromPath[UUID]) -> Response[DraftOut]:
        """One draft with all that keeps it from being sent in. Its ETag is needed to change it."""
        return await _answer(actor, draft_id)

    @put("/{draft_id:uuid}", responses=problems(404, 409, 412, 422, 428))
    async def write(
        self,
        actor: NamedDependency[Actor],
        draft_id: FromPath[UUID],
        version: NamedDependency[int | None],
        data: JSONBody[DraftIn],
    ) -> Response[DraftOut]:
        """Replace what a draft says; its meaning may still be wrong."""
        draft = await read_draft(actor, draft_id)
        await write_draft(actor, draft.id, scheme_of(data.document), version)
        return await _answer(actor, draft_id)

    @post("/{draft_id:uuid}/submit", responses=problems(404, 409, 412, 422, 428), status_code=200)
    async def submit(
        self, actor: NamedDependency[Actor], draft_id: FromPath[UUID], version: NamedDependency[int | None]
    ) -> Response[DraftOut]:
        """Send it in for approval by somebody else."""
        await submit_draft(actor, draft_id, version, now())
        return await _answer(actor, draft_id)

    @post("/{draft_id:uuid}/take-back", responses=problems(404, 409, 412, 428), status_code=200)
    async def take_back(
        self, actor: NamedDependency[Actor], draft_id: FromPath[UUID], version: NamedDependency[int | None]
    ) -> Response[DraftOut]:
        """Write in it again."""
        await take_back_draft(actor, draft_id, version)
        return await _answer(actor, draft_id)

    @post(
        "/{draft_id:uuid}/approve",
        guards=[allows(Permission.APPROVE_SCHEMES)],
        responses=problems(404, 409, 412, 422, 428),
        status_code=200,
    )
    async def approve(
        self, actor: NamedDependency[Actor], draft_id: FromPath[UUID], version: NamedDependency[int | None]
    ) -> Response[DraftOut]:
        """It becomes the next version of its scheme. Not by anybody who ever wrote in it."""
        await approve_draft(actor, draft_id, version, now())
        return await _answer(actor, draft_id)

    @post(
        "/{draft_id:uuid}/reject",
        guards=[allows(Permission.APPROVE_SCHEMES)],
        responses=problems(404, 409, 412, 422, 428),
        status_code=200,
    )
    async def reject(
        self,
        actor: NamedDependency[Actor],
        draft_id: FromPath[UUID],
        version: NamedDependency[int | None],
        data: JSONBody[RejectIn],
    ) -> Response[DraftOut]:
        """Turn it down, with a reason."""
        await reject_draft(actor, draft_id, data.reason, version, now())
        return await _answer(actor, draft_id)

    @delete("/{draft_id:uuid}", responses=problems(404, 409), status_code=204)
    async def discard(self, actor: NamedDependency[Actor], draft_id: FromPath[UUID]) -> None:
        """A draft is gone for good."""
        await discard_draft(actor, draft_id)

    @get("/{draft_id:uuid}/what-if/{period:str}", responses=problems(404, 422))
    async def what_if_draft(
        self, actor: NamedDependency[Actor], draft_id: FromPath[UUID], period: FromPath[str]
    ) -> WhatIfOut:
        """A draft over a published quarter, side by side with what was published. Nothing is stored."""
        draft, found, _first = await draft_with_problems(actor, draft_id, now())
        if meant := [each for each in found if each.path != "effective_from"]:
            raise DraftFaulty(meant)
        return _what_if(await what_if(actor, draft.scheme, Quarter.parse(period)))


class SchemeVersionsApi(Controller):
    path = "/api/v1/schemes/{code:str}/{version:int}"
    tags = ["Scorecards"]
    guards = [allows(Permission.CHANGE_SCHEMES)]

    @post("/drafts", responses=problems(404, 409, 422), status_code=201)
    async def start(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        version: FromPath[int],
        data: JSONBody[StartDraftIn],
    ) -> Response[DraftOut]:
        """Start a draft that says what this version says."""
        made = await start_draft(actor, code, version, now(), data.code)
        return await _answer(actor, made.id, 201)

    @get("/what-if/{period:str}", responses=problems(404, 422))
    async def what_if_version(
        self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int], period: FromPath[str]
    ) -> WhatIfOut:
        """A version over a published quarter, side by side with what was published. Nothing is stored."""
        kept = await read_scheme(actor, code, version)
        return _what_if(await what_if(actor, kept.scheme, Quarter.parse(period)))


async def _answer(actor: Actor, draft_id: UUID, status: int = 200) -> Response[DraftOut]:
    draft, found, first = await draft_with_problems(actor, draft_id, now())
    out = DraftOut(
        **_line(draft).model_dump(),
        document=draft.scheme.as_document(),
        created_at=draft.created_at,
        submitted_at=draft.submitted_at,
        decided_by=draft.decider,
        decided_at=draft.decided_at,
        reason=draft.reason,
        problems=[ProblemOut(path=each.path, code=each.code, message=str(each)) for each in found],
        first_quarter=str(first),
    )
    return versioned(out, draft.row_version, status)


def _line(draft: Draft) -> DraftLineOut:
    return DraftLineOut(
        id=draft.id,
        code=draft.scheme.code,
        version=draft.became or draft.scheme.version,
        state=draft.state,
        writer=draft.writer,
    )


def _what_if(found: WhatIf) -> WhatIfOut:
    against = found.run.kept.scheme
    return WhatIfOut(
        quarter=str(found.run.period),
        against=f"{against.code} {against.version}",
        measured_anew=list(found.anew),
        sites=[_move(found.sites[move.site].code, move) for move in found.outcome.moves],
    )


def _move(site: str, move: Move) -> MoveOut:
    ranks = [card.network_rank and card.network_rank.position for card in (move.before, move.after)]
    return MoveOut(
        site=site,
        before=move.before.overall,
        after=move.after.overall,
        change=move.change,
        standing_before=move.before.standing,
        standing_after=move.after.standing,
        moved=move.direction,
        rank_before=ranks[0],
        rank_after=ranks[1],
        causes=[CauseOut(**cause._asdict(), change=cause.change) for cause in move.causes],
        gates_gained=list(move.gained),
        gates_lost=list(move.lost),
    )
