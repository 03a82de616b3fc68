"""What tests of criteria and assessments start from: criteria, an application, and people who may assess it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from network.foundation.access import RIGHTS, Actor, Role
from network.foundation.clock import now
from network.sites.commands.assessments import assign_assessor, save_marks, submit_assessment
from network.sites.commands.criteria import add_shipped
from network.sites.schemas.assessments import MarkIn, MarksIn, SubmittedOut
from tests.factory import Store
from tests.served import MakePerson

ADMINISTRATOR = Actor.system("Hua")
# A moment at which the people of a test, who are made now, have their roles.
AT = now() + timedelta(hours=1)
VISITED = (AT - timedelta(days=1)).date()

# Levels of the shipped set; those of four levels, and of three.
CRITERIA = {
    **dict.fromkeys(("means", "reputation", "staff", "foot_traffic", "premises", "coverage_gain"), 4),
    **dict.fromkeys(
        ("street_type", "surroundings", "car_traffic", "visibility", "transport", "area_facilities", "city_size"), 3
    ),
    "city_importance": 3,
}


@dataclass
class Office:
    """Headquarters with the shipped criteria, one region, an applicant, and people who may assess."""

    store: Store
    person: MakePerson
    region: int
    applicant: UUID
    hua: Actor
    li: Actor
    zhou: Actor

    async def application(self, number: str = "A-2026-0001", state: str = "desk_review", **columns: object) -> UUID:
        made = uuid4()
        row: dict[str, object] = {
            "operator_name": "Bund Repairs Ltd",
            "operator_name_zh": "外滩维修有限公司",
            "site_name": "Bund",
            "site_name_zh": "外滩店",
            "city": "Shanghai",
            "city_zh": "上海",
            **columns,
        }
        names = ", ".join(row)
        places = ", ".join(f"${place}" for place in range(6, 6 + len(row)))
        await self.store.root.execute(
            f"insert into application (id, number, applicant, region, state, submitted_at, criteria_set, {names})"
            " values ($1, $2, $3, $4, $5, '2026-11-10 08:00+00',"
            f" (select id from criteria_set where state = 'published' order by version desc limit 1), {places})",
            made,
            number,
            self.applicant,
            self.region,
            state,
            *row.values(),
        )
        return made

    async def assigned(self, application: UUID, *assessors: Actor) -> list[UUID]:
        """The assessments of these assessors, asked in this order."""
        return [await assign_assessor(ADMINISTRATOR, application, one.account, AT) for one in assessors if one.account]

    async def handed_in(self, assessor: Actor, assessment: UUID, **levels: int) -> SubmittedOut:
        await save_marks(assessor, assessment, full_marks(**levels), None, AT)
        return await submit_assessment(assessor, assessment, None, AT)

    async def assessed(self, number: str, *panel: Mapping[str, int], **columns: str) -> UUID:
        """An application whose marks are open: one mapping of levels for each assessor."""
        application = await self.application(number, **columns)
        for assessor, levels in zip((self.hua, self.li, self.zhou), panel, strict=False):
            [assessment] = await self.assigned(application, assessor)
            await self.handed_in(assessor, assessment, **levels)
        return application

    async def state(self, application: UUID) -> str:
        return str(await self.store.value("select state from application where id = $1", application))


def full_marks(**levels: int) -> MarksIn:
    """Everything at its best, but for these. A knock-out has its note."""
    marks = {key: MarkIn(level=levels.get(key, best), note="Seen.") for key, best in CRITERIA.items()}
    return MarksIn(marks=marks, visited_on=VISITED, remarks="")


async def open_office(store: Store, person: MakePerson) -> Office:
    region = await store.value("insert into region (path, name, name_zh) values ('East', 'East', '华东') returning id")
    await add_shipped(ADMINISTRATOR, AT)

    async def actor(email: str, name: str, role: Role, **more: object) -> Actor:
        account = await person(email, role, name=name, **more)
        rights = dict.fromkeys(RIGHTS) if role is Role.HQ_MANAGER else {}
        return Actor(role, name, account, None if role is Role.HQ_MANAGER else frozenset(), rights=rights)

    return Office(
        store,
        person,
        region,
        await person("applicant@example.com", Role.APPLICANT, name="Wei"),
        await actor("hua@example.com", "Hua", Role.HQ_MANAGER),
        await actor("li@example.com", "Li", Role.AUDITOR),
        await actor("zhou@example.com", "Zhou", Role.HQ_MANAGER),
    )
