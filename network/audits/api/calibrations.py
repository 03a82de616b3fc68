"""JSON: calibration rounds, for headquarters and for those who answer; and the quality of auditors."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody, QueryParameter

from network.audits.commands.calibrations import (
    answer_case,
    begin_round,
    change_round,
    close_round,
    open_round,
    set_reference,
)
from network.audits.queries.calibrations import calibration_round, calibration_rounds, open_case, open_cases
from network.audits.queries.quality import auditor_quality, period_of, quality_of_auditor
from network.audits.schemas.calibrations import (
    CaseAnswersIn,
    CaseDetail,
    CaseOut,
    CaseReceipt,
    RoundDetail,
    RoundIn,
    RoundOut,
)
from network.audits.schemas.checklists import json_of
from network.audits.schemas.quality import AuditorQualityDetail, QualityOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.web.guards import allows
from network.web.problems import problems
from network.web.versions import if_match, versioned

MATCHED = {"version": Provide(if_match, sync_to_thread=False)}
Day = Annotated[str, QueryParameter(max_length=10, description="Such as 2026-11-20. Without both, the last year.")]


class CalibrationsApi(Controller):
    path = "/api/v1/calibrations"
    tags = ["Auditors"]
    guards = [allows(Permission.JUDGE_AUDITORS)]

    @get()
    async def rounds(self, actor: NamedDependency[Actor]) -> list[RoundOut]:
        """Calibration rounds, the latest first."""
        return await calibration_rounds(actor)

    @post(status_code=201, responses=problems(422))
    async def begin(self, actor: NamedDependency[Actor], data: JSONBody[RoundIn]) -> Response[RoundDetail]:
        """Write down a case for all auditors, as a draft."""
        return await _round(actor, await begin_round(actor, data, now()), 201)

    @get("/{round_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], round_id: FromPath[UUID]) -> Response[RoundDetail]:
        """One round, who has answered what, and how far they agree by auditor and by question."""
        return await _round(actor, round_id)

    @put("/{round_id:uuid}", dependencies=MATCHED, responses=problems(404, 409, 412, 422, 428))
    async def change(
        self,
        actor: NamedDependency[Actor],
        round_id: FromPath[UUID],
        data: JSONBody[RoundIn],
        version: NamedDependency[int | None],
    ) -> Response[RoundDetail]:
        """Write a draft anew. With another checklist the answers that are right are gone."""
        await change_round(actor, round_id, data, version, now())
        return await _round(actor, round_id)

    @put("/{round_id:uuid}/reference", dependencies=MATCHED, responses=problems(404, 409, 412, 422, 428))
    async def set_right(
        self,
        actor: NamedDependency[Actor],
        round_id: FromPath[UUID],
        data: JSONBody[CaseAnswersIn],
        version: NamedDependency[int | None],
    ) -> Response[RoundDetail]:
        """Write down the answers that are right, as tablets write answers. Auditors do not see them."""
        await set_reference(actor, round_id, data.answers, version)
        return await _round(actor, round_id)

    @post("/{round_id:uuid}/open", status_code=200, responses=problems(404, 409))
    async def open(self, actor: NamedDependency[Actor], round_id: FromPath[UUID]) -> Response[RoundDetail]:
        """Let auditors answer it. From then on it stays as it is."""
        await open_round(actor, round_id, now())
        return await _round(actor, round_id)

    @post("/{round_id:uuid}/close", status_code=200, responses=problems(404, 409))
    async def close(self, actor: NamedDependency[Actor], round_id: FromPath[UUID]) -> Response[RoundDetail]:
        """Take no more answers; the round counts in the quality of auditors."""
        await close_round(actor, round_id)
        return await _round(actor, round_id)


class OwnCasesApi(Controller):
    path = "/api/v1/tablet/calibrations"
    tags = ["Visits"]
    guards = [allows(Permission.MAKE_VISITS)]

    @get()
    async def cases(self, actor: NamedDependency[Actor]) -> list[CaseOut]:
        """The cases of open calibration rounds, and when you answered them."""
        return await open_cases(actor)

    @get("/{round_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], round_id: FromPath[UUID]) -> CaseDetail:
        """One of them, with its checklist."""
        found = await open_case(actor, round_id)
        return CaseDetail(**found.out.model_dump(), document=json_of(found.document))

    @post("/{round_id:uuid}", status_code=201, responses=problems(403, 404, 409, 422))
    async def answer(
        self, actor: NamedDependency[Actor], round_id: FromPath[UUID], data: JSONBody[CaseAnswersIn]
    ) -> CaseReceipt:
        """Answer it, once. With 422 `fields` names each question (`answers.greeting`)."""
        answered_at = now()
        await answer_case(actor, round_id, data.answers, answered_at)
        return CaseReceipt(answered_at=answered_at)


class QualityApi(Controller):
    path = "/api/v1/auditors/quality"
    tags = ["Auditors"]
    guards = [allows(Permission.JUDGE_AUDITORS)]

    @get(responses=problems())
    async def overview(self, actor: NamedDependency[Actor], first: Day = "", last: Day = "") -> QualityOut:
        """How auditors score and make their visits, from the first to the last day: signals for a review by people."""
        return await auditor_quality(actor, *period_of(first, last, now().date()))

    @get("/{auditor_id:uuid}", responses=problems(404))
    async def auditor(
        self, actor: NamedDependency[Actor], auditor_id: FromPath[UUID], first: Day = "", last: Day = ""
    ) -> AuditorQualityDetail:
        """One auditor with the visits that the numbers are made of."""
        return await quality_of_auditor(actor, auditor_id, *period_of(first, last, now().date()))


async def _round(actor: Actor, round_id: UUID, status: int = 200) -> Response[RoundDetail]:
    found = await calibration_round(actor, round_id)
    return versioned(found, found.version, status)
