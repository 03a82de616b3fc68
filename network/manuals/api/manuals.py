"""JSON: manuals and their editions, from draft to approved; clauses as they were in force on a day."""

from datetime import date
from typing import Any

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current
from network.manuals.commands.editions import (
    approve_edition,
    discard_edition,
    make_manual,
    start_edition,
    submit_edition,
    take_back_edition,
    write_edition,
    write_settings,
)
from network.manuals.queries.editions import (
    clause_in_force,
    edition_in_force,
    edition_with_problems,
    list_editions,
    reading_day,
)
from network.manuals.queries.searching import search_clauses
from network.manuals.schemas.documents import document_of
from network.manuals.schemas.editions import (
    ClauseOut,
    ClausesOut,
    Edition,
    EditionDocumentOut,
    EditionSettings,
    EditionsOut,
    NewManual,
    clause_out,
    document_out,
    edition_out,
)
from network.web.guards import allows
from network.web.problems import problems
from network.web.versions import if_match, versioned

Version = NamedDependency[int | None]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}
WRITES = [allows(Permission.WRITE_MANUALS)]
EDITION = "/{manual_key:str}/editions/{number:int}"


class ManualsApi(Controller):
    path = "/api/v1/manuals"
    tags = ["Manuals"]
    guards = [allows(Permission.READ_MANUALS)]

    @get(responses=problems())
    async def manuals(self, actor: NamedDependency[Actor]) -> EditionsOut:
        """Every edition that you may read, by manual, the newest first."""
        return EditionsOut(editions=[edition_out(line) for line in await list_editions(actor)])

    @post(guards=WRITES, status_code=201, responses=problems(409, 422))
    async def new(self, actor: NamedDependency[Actor], data: JSONBody[NewManual]) -> Response[EditionDocumentOut]:
        """Begin a manual with a draft that says nothing yet."""
        made = await make_manual(actor, data, now())
        return await _versioned(actor, made.key, made.number, 201)

    @get("/search", responses=problems(400))
    async def search(self, actor: NamedDependency[Actor], q: FromQuery[str] = "") -> ClausesOut:
        """Clauses in force today that hold every word of `q`, in either language; at most 50."""
        day = await reading_day(actor, now())
        hits = await search_clauses(actor, q[:200], day, current().code)
        return ClausesOut(clauses=[clause_out(hit.found) for hit in hits])

    @get("/{manual_key:str}", responses=problems(400, 404))
    async def in_force(
        self, actor: NamedDependency[Actor], manual_key: FromPath[str], on: FromQuery[date | None] = None
    ) -> Response[EditionDocumentOut]:
        """The edition in force today, or on the day `on`."""
        found = await edition_in_force(actor, manual_key, on or await reading_day(actor, now()))
        return _answered(actor, found, {})

    @get("/{manual_key:str}/clauses/{clause_key:str}", responses=problems(400, 404))
    async def clause(
        self,
        actor: NamedDependency[Actor],
        manual_key: FromPath[str],
        clause_key: FromPath[str],
        on: FromQuery[date | None] = None,
    ) -> ClauseOut:
        """What a clause says today, or said on the day `on`."""
        day = on or await reading_day(actor, now())
        return clause_out(await clause_in_force(actor, manual_key, clause_key, day))

    @post("/{manual_key:str}/editions", guards=WRITES, status_code=201, responses=problems(404, 409))
    async def start(self, actor: NamedDependency[Actor], manual_key: FromPath[str]) -> Response[EditionDocumentOut]:
        """Start a draft that says what the last edition says."""
        made = await start_edition(actor, manual_key, now())
        return await _versioned(actor, made.key, made.number, 201)

    @get(EDITION, responses=problems(404))
    async def show(
        self, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]
    ) -> Response[EditionDocumentOut]:
        """One edition with its document. The ETag is what its changes name as If-Match."""
        return await _versioned(actor, manual_key, number)

    @put(f"{EDITION}/document", guards=WRITES, dependencies=MATCHED, responses=problems(404, 409, 412, 422, 428))
    async def write(
        self,
        actor: NamedDependency[Actor],
        manual_key: FromPath[str],
        number: FromPath[int],
        version: Version,
        data: JSONBody[dict[str, Any]],
    ) -> Response[EditionDocumentOut]:
        """Replace what a draft says. `problems` names what keeps it from being approved."""
        await write_edition(actor, manual_key, number, document_of(data), version)
        return await _versioned(actor, manual_key, number)

    @put(f"{EDITION}/settings", guards=WRITES, dependencies=MATCHED, responses=problems(404, 409, 412, 422, 428))
    async def settings(
        self,
        actor: NamedDependency[Actor],
        manual_key: FromPath[str],
        number: FromPath[int],
        version: Version,
        data: JSONBody[EditionSettings],
    ) -> Response[EditionDocumentOut]:
        """Set the first day, the audience and the questions of a draft."""
        await write_settings(actor, manual_key, number, data, version)
        return await _versioned(actor, manual_key, number)

    @delete(EDITION, guards=WRITES, responses=problems(404, 409))
    async def discard(self, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]) -> None:
        """Discard a draft."""
        await discard_edition(actor, manual_key, number)

    @post(
        f"{EDITION}/submit",
        guards=WRITES,
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def submit(
        self, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int], version: Version
    ) -> Response[EditionDocumentOut]:
        """Send a draft in for approval."""
        await submit_edition(actor, manual_key, number, version, now())
        return await _versioned(actor, manual_key, number)

    @post(
        f"{EDITION}/take-back",
        guards=WRITES,
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 428),
    )
    async def take_back(
        self, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int], version: Version
    ) -> Response[EditionDocumentOut]:
        """Make an edition that waits for its approval a draft again."""
        await take_back_edition(actor, manual_key, number, version)
        return await _versioned(actor, manual_key, number)

    @post(
        f"{EDITION}/approve",
        guards=[allows(Permission.APPROVE_MANUALS)],
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def approve(
        self, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int], version: Version
    ) -> Response[EditionDocumentOut]:
        """Approve an edition that somebody else has written and sent in: it holds from its first day on."""
        await approve_edition(actor, manual_key, number, version, now())
        return await _versioned(actor, manual_key, number)


async def _versioned(actor: Actor, manual_key: str, number: int, status: int = 200) -> Response[EditionDocumentOut]:
    found, wrong = await edition_with_problems(actor, manual_key, number)
    return _answered(actor, found, {each.path: str(each) for each in wrong}, status)


def _answered(actor: Actor, found: Edition, wrong: dict[str, str], status: int = 200) -> Response[EditionDocumentOut]:
    told = document_out(found, wrong, answers=actor.may(Permission.WRITE_MANUALS))
    return versioned(told, found.row_version, status)
