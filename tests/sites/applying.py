"""An applicant, headquarters and assessors around one application, made by the commands that people use."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from network.foundation.access import RIGHTS, Actor, Role
from network.sites.commands.applications import change_application, create_application, submit_application
from network.sites.commands.applications_steps import take_into_review
from network.sites.commands.assessments import save_marks, submit_assessment
from network.sites.commands.criteria import add_shipped
from network.sites.queries.applications import application, own_application
from network.sites.queries.assessments import my_assessments
from network.sites.rules.criteria import Evidence
from network.sites.schemas.applications import ApplicationIn, ApplicationOut, ReviewIn
from network.sites.schemas.assessments import MarksIn
from network.web.uploads import SentFile
from tests.factory import Store

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_CLOCK = count()

FORM = ApplicationIn(
    operator_name="Harbour Repairs Ltd",
    operator_name_zh="港湾维修有限公司",
    site_name="Bund Service Point",
    site_name_zh="外滩服务点",
    city="上海",
    address="1 Zhongshan East Road",
    contact="Mei Lin",
    phone="+86 21 5555 0101",
    email="mei@example.com",
    staff_count=12,
    premises_m2=85,
    statement="Eight years of repairs on the same street.",
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def moment() -> datetime:
    """Now, and a second later each time."""
    return NOW + timedelta(seconds=next(_CLOCK))


def sent(name: str, content: bytes) -> SentFile:
    async def blocks() -> AsyncIterator[bytes]:
        yield content

    return SentFile(name, blocks())


@dataclass
class Cast:
    """Who plays. `manager` and `other` may select in the East, `stranger` in the North only; the rest assess."""

    store: Store
    folder: Path
    region: int
    people: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    async def draft(self, **changes: Any) -> UUID:
        form = FORM.model_copy(update=changes)
        return await create_application(self.people["applicant"], form, moment())

    async def evidence(self, application_id: UUID) -> None:
        """All that the criteria ask for, as rows: looking into files takes long, and is told elsewhere."""
        for each in (await own_application(self.people["applicant"], application_id)).requirements:
            name, kind, media_type = _FILES[each.evidence]
            await self.store.root.execute(
                "insert into application_document (id, application, criterion, file_name, file_sha256, file_kind, "
                "file_type, file_size, added_at) values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, 1000, $7)",
                application_id,
                each.criterion,
                name,
                "0" * 64,
                kind,
                media_type,
                moment(),
            )

    async def submitted(self, **changes: Any) -> UUID:
        made = await self.draft(**changes)
        await self.evidence(made)
        await submit_application(self.people["applicant"], made, None, moment())
        return made

    async def reviewed(self) -> UUID:
        made = await self.submitted()
        assessors = [self.people[name].account for name in ("first", "second")]
        await take_into_review(
            self.people["manager"], made, None, ReviewIn.model_validate({"assessors": assessors}), moment()
        )
        return made

    async def scored(self, level: int | None = None, **levels: int) -> UUID:
        """Both assessors give this level (None: the best) to all criteria but those of `levels`."""
        made = await self.reviewed()
        for name in ("first", "second"):
            await self.assess(self.people[name], made, level, **levels)
        return made

    async def assess(self, assessor: Actor, application_id: UUID, level: int | None = None, **levels: int) -> None:
        criteria = await self.store.value(
            "select document from criteria_set where id = (select criteria_set from application where id = $1)",
            application_id,
        )
        mine = next(line for line in await my_assessments(assessor) if line.application_id == application_id)
        scales = await self.store.rows(
            "select c ->> 'key' as key, jsonb_array_length(c -> 'levels') as best from jsonb_path_query($1::jsonb, "
            "'$.groups[*].criteria[*]') c",
            criteria,
        )
        marks = {
            row["key"]: {"level": levels.get(row["key"], level or row["best"]), "note": "Looked at."} for row in scales
        }
        given = MarksIn.model_validate({"marks": marks, "visited_on": NOW.date()})
        version = await save_marks(assessor, mine.id, given, 1, moment())
        await submit_assessment(assessor, mine.id, version, moment())

    async def state(self, application_id: UUID) -> str:
        return str(await self.store.value("select state from application where id = $1", application_id))

    async def seen(self, application_id: UUID) -> ApplicationOut:
        return await application(self.people["manager"], application_id)

    async def edit(self, application_id: UUID, **changes: Any) -> int:
        form = FORM.model_copy(update=changes)
        return await change_application(self.people["applicant"], application_id, None, form)


_FILES = {
    Evidence.PHOTO: ("place.jpg", "photo", "image/jpeg"),
    Evidence.DOCUMENT: ("licence.pdf", "pdf", "application/pdf"),
}
_ROLES: dict[str, tuple[Role, str]] = {
    "applicant": (Role.APPLICANT, ""),
    "rival": (Role.APPLICANT, ""),
    "manager": (Role.HQ_MANAGER, "East"),
    "other": (Role.HQ_MANAGER, "East"),
    "reader": (Role.HQ_MANAGER, "East"),
    "stranger": (Role.HQ_MANAGER, "North"),
    "first": (Role.AUDITOR, ""),
    "second": (Role.AUDITOR, ""),
    "third": (Role.AUDITOR, ""),
}


async def make_cast(store: Store, folder: Path) -> Cast:
    """Regions, a city, the criteria that ship, and everybody's account. `reader` holds none of the six rights."""
    regions = {}
    for path, zh in (("East", "东部"), ("North", "北部")):
        regions[path] = await store.value(
            "insert into region (path, name, name_zh) values ($1, $1, $2) returning id", path, zh
        )
    await store.root.execute(
        "insert into city (name, name_zh, region, tier) values ('Shanghai', '上海', $1, 1)", regions["East"]
    )
    await add_shipped(Actor.system(), NOW)
    cast = Cast(store, folder, regions["East"])
    for number, (name, (role, path)) in enumerate(_ROLES.items(), start=1):
        reach = frozenset({regions[path]} if path else ())
        held = {} if name == "reader" else dict.fromkeys(RIGHTS, reach)
        cast.people[name] = Actor(role, f"{name.title()} Wang", UUID(int=number), frozenset(), reach, held)
        await _account(store, cast.people[name])
    return cast


async def _account(store: Store, actor: Actor) -> None:
    """The account of an actor, who signs in nowhere: a password would take long to hash."""
    await store.root.execute(
        "insert into account (id, email, name, password_hash, created_at, password_changed_at) "
        "values ($1, $2, $3, '', $4, $4)",
        actor.account,
        f"{actor.name.split()[0].lower()}@example.com",
        actor.name,
        LONG_AGO,
    )
    member = await store.value(
        "insert into membership (id, account, role, created_at, valid_from, grantor) "
        "values (gen_random_uuid(), $1, $2, $3, $3, 'test') returning id",
        actor.account,
        actor.role.value,
        LONG_AGO,
    )
    for region in actor.regions:
        await store.root.execute("insert into membership_region (membership, region) values ($1, $2)", member, region)
    for right, regions in actor.rights.items():
        for region in regions or ():
            await store.root.execute(
                "insert into membership_right (membership, permission, region, valid_from, grantor) "
                "values ($1, $2, $3, $4, 'test')",
                member,
                right.value,
                region,
                LONG_AGO,
            )
