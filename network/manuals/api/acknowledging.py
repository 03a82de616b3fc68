"""JSON: taking note of editions, what is still to be taken note of, and coverage."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day, now
from network.foundation.files import shown_name
from network.foundation.settings import Settings
from network.manuals.commands.acknowledging import acknowledge
from network.manuals.commands.sheets import hand_in_sheet
from network.manuals.lists import COVERAGE
from network.manuals.queries.coverage import manual_coverage
from network.manuals.queries.own_duties import own_duties
from network.manuals.schemas.acknowledgements import (
    AcknowledgeIn,
    AcknowledgementOut,
    CoverageOut,
    OwnDutiesOut,
    SheetOut,
    own_duty_out,
)
from network.web.guards import allows
from network.web.listing import LONGEST_FILTER, LONGEST_SEARCH, ListState
from network.web.problems import problems
from network.web.uploads import SentFile, blocks

_NO_ZERO = r"^[^\x00]*$"
Search = Annotated[
    str, QueryParameter(max_length=LONGEST_SEARCH, pattern=_NO_ZERO, description="Part of a site's code or name.")
]
Name = Annotated[str, QueryParameter(max_length=LONGEST_FILTER, pattern=_NO_ZERO)]
PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]


class AcknowledgementsApi(Controller):
    path = "/api/v1"
    tags = ["Manuals"]

    @post(
        "/manuals/{manual_key:str}/editions/{number:int}/acknowledge",
        guards=[allows(Permission.LEARN)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def acknowledge(
        self,
        actor: NamedDependency[Actor],
        manual_key: FromPath[str],
        number: FromPath[int],
        data: JSONBody[AcknowledgeIn],
    ) -> AcknowledgementOut:
        """Take note of an edition. Saying it again changes nothing, and answers the same."""
        return await acknowledge(actor, manual_key, number, data.answers, now())

    @get("/my-training/manuals", guards=[allows(Permission.LEARN)])
    async def mine(self, actor: NamedDependency[Actor]) -> OwnDutiesOut:
        """What you have to take note of, the most pressing first, then what you have taken note of."""
        return OwnDutiesOut(duties=[own_duty_out(duty) for duty in await own_duties(actor, now())])

    @get("/manuals/coverage", guards=[allows(Permission.READ_TRAINING)], responses=problems(422))
    async def coverage(
        self,
        actor: NamedDependency[Actor],
        on: FromQuery[date | None] = None,
        q: Search = "",
        region: Name = "",
        operator: Name = "",
        manual: Name = "",
        waiting: FromQuery[Literal["yes", "overdue"] | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> CoverageOut:
        """Sites with how many of their people have taken note, today or on a day; the most that are late come first."""
        asked = {"region": region, "operator": operator, "manual": manual, "waiting": waiting or ""}
        filters = {name: value for name, value in asked.items() if value}
        state = ListState(COVERAGE, q, "overdue", "descending", page=page, size=size, filters=filters)
        return await manual_coverage(actor, state, on or headquarters_day(now()))


@dataclass
class SheetForm:
    """`people`: the ids of who has signed."""

    file: UploadFile
    people: list[UUID]


class SheetsApi(Controller):
    """Apart from the others because files are handed in here."""

    path = "/api/v1/sites/{code:str}/manuals/{manual_key:str}/editions/{number:int}/sheets"
    tags = ["Manuals"]
    guards = [allows(Permission.HAND_IN_SHEETS)]

    @post(status_code=201, responses=problems(404, 413, 422))
    async def hand_in(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        manual_key: FromPath[str],
        number: FromPath[int],
        data: MultipartBody[SheetForm],
    ) -> SheetOut:
        """Hand in a sheet that people of the site have signed: all of them have taken note then, or none."""
        sent = SentFile(shown_name(data.file.filename), blocks(data.file))
        return await hand_in_sheet(
            actor, code, manual_key, number, data.people, sent, settings.files, settings.photo_megabytes, now()
        )
