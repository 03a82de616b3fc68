"""Every route, every kind of visitor, every kind of row: what each answers, from one rule (`visitors.expected`)."""

import re
from collections.abc import Mapping

import pytest
from litestar import Litestar

from network.foundation.access import Role
from network.web.openapi import describe
from tests.authorisation.addresses import (
    KINDS,
    MAKERS,
    NOBODY,
    NOWHERE,
    Route,
    Target,
    routes_of,
    targets_of,
    values_of,
)
from tests.authorisation.cast import BY_NAME, PEOPLE, SHOPS, Person
from tests.authorisation.conftest import Undoing
from tests.authorisation.places import NOTHING, Places, Row
from tests.authorisation.visitors import (
    PUBLISHED_ONLY,
    VISITORS,
    Kind,
    Visitor,
    expected,
    kind_of,
    reaches,
    sampled,
    visit,
)
from tests.served import Browse

# These read what was sent before they look for the row; below is tried that it is the same for a row out of reach.
READS_FIRST = (
    "POST /sites/{code:str}/desk/orders/{order_id:uuid}/edit",
    "POST /api/v1/patterns/{pattern_id:uuid}/withdraw",
    "POST /api/v1/sites/{code:str}/desk/orders",
    "POST /api/v1/sites/{code:str}/reconciliation/{month:str}",
    "POST /api/v1/sites/{code:str}/reports/{month:str}/return",
    "POST /api/v1/sites/{code:str}/shipments",
    "POST /sites/{code:str}/reconciliation/{month:str}",
    "PUT /api/v1/precheck-lists/{list_id:uuid}",
    "PUT /api/v1/sites/{code:str}/desk/orders/{order_id:uuid}/entry",
    "PUT /api/v1/sites/{code:str}/reports/{month:str}/file",
    "POST /api/v1/my-applications/{application_id:uuid}/documents",
    "POST /api/v1/sites/{code:str}/documents",
    "POST /certification/types/{type_code:str}",
    "PUT /api/v1/criteria-sets/{code:str}/{version:int}",
    "POST /programmes/{programme_id:uuid}/edit",
    "POST /programmes/{programme_id:uuid}/visits/{assignment_id:uuid}/auditor",
    "POST /api/v1/appeals/{appeal_id:uuid}/decision",
    "POST /api/v1/auditors/{auditor_id:uuid}/identity",
    "POST /api/v1/checklists/{checklist_id:uuid}/retire",
    "POST /checklists/{checklist_id:uuid}/retire",
    "POST /api/v1/sites/{code:str}/actions/{action_id:uuid}/files",
    "POST /api/v1/sites/{code:str}/audits/{audit_id:uuid}/appeals/{appeal_id:uuid}/files",
    "POST /sites/{code:str}/audits/{audit_id:uuid}/appeals/new",
    "POST /api/v1/tablet/calibrations/{round_id:uuid}",
    "POST /api/v1/visits/{filing_id:uuid}/messages",
    "POST /api/v1/visits/{filing_id:uuid}/quarantine/reject",
    "POST /api/v1/visits/{filing_id:uuid}/quarantine/release",
    "PUT /api/v1/calibrations/{round_id:uuid}/reference",
    "PUT /api/v1/checklists/{checklist_id:uuid}",
    "PUT /api/v1/visits/{filing_id:uuid}/photos/{photo_id:uuid}/decision",
    "PUT /api/v1/visits/{filing_id:uuid}/texts",
    "PATCH /api/v1/photos/{sha256:str}",
    "PUT /api/v1/assignments/{assignment_id:uuid}/filings/{filing_id:uuid}",
    "POST /api/v1/my-training/exams/{attempt_id:uuid}/hand-in",
    "POST /api/v1/sessions/{session_id:uuid}/cancel",
    "POST /api/v1/sites/{code:str}/manuals/{manual_key:str}/editions/{number:int}/sheets",
    "POST /api/v1/sites/{code:str}/self-assessments/{assessment_id:uuid}/hand-in",
    "POST /courses/requirements/{requirement_id:uuid}/end",
    "POST /training/claims/{claim_id:uuid}",
    "PUT /api/v1/my-training/exams/{attempt_id:uuid}/answers",
    "PUT /api/v1/sessions/{session_id:uuid}",
    "PUT /api/v1/sites/{code:str}/self-assessments/{assessment_id:uuid}",
    "POST /api/v1/my-training/courses/{course_key:str}/exam",
    "POST /my-training/courses/{course_key:str}/exam",
    "POST /api/v1/manuals/{manual_key:str}/editions/{number:int}/acknowledge",
    "PUT /api/v1/manuals/{manual_key:str}/editions/{number:int}/document",
    "PUT /api/v1/courses/{course_key:str}/versions/{number:int}",
)
# These answer with what they made, which is undone here before it is read again.
READS_AGAIN = (
    "POST /api/v1/patterns",
    "POST /api/v1/courses",
    "POST /api/v1/manuals",
    "POST /api/v1/standards",
    "POST /api/v1/my-applications",
    "POST /api/v1/sites/{code:str}/proposals",
    "POST /sites/{code:str}/proposals",
)
# Of what is reached, these name a part that is not there: a question of the body, a version before the first.
NAMES_A_PART = (
    "GET /checklists/{checklist_id:uuid}/changes",
    "POST /checklists/{checklist_id:uuid}/edit/move",
    "GET /manuals/{manual_key:str}/editions/{number:int}/changes",
    "POST /manuals/{manual_key:str}/editions/{number:int}/edit/move",
)
ALSO_RIGHT = {(route, Kind.MISSING, Kind.REACHED) for route in READS_FIRST} | {
    (route, Kind.REACHED, Kind.MISSING) for route in READS_AGAIN + NAMES_A_PART
}
ALSO_RIGHT |= {
    (route, Kind.FORBIDDEN, Kind.REACHED)
    for route in (
        "POST /programmes/{programme_id:uuid}/edit",
        "POST /sessions/{session_id:uuid}/cancel",
        "POST /sessions/{session_id:uuid}/edit",
        "POST /api/v1/sessions/{session_id:uuid}/cancel",
        "PUT /api/v1/sessions/{session_id:uuid}",
    )
}


def name_of(person: Person | None) -> str:
    return person.name if person else "anonymous"


def test_every_parameter_of_every_route_is_known_here(app: Litestar) -> None:
    known = {*MAKERS, *KINDS}
    unknown = {f"{route}: {name}" for route in routes_of(app) for name in route.parameters if name not in known}
    assert unknown == set()


def test_the_api_document_names_every_route_of_the_api_and_no_other(app: Litestar) -> None:
    told = {
        (method.upper(), path.rstrip("/"))
        for path, methods in describe(app)["paths"].items()
        for method in methods
        if method in ("get", "post", "put", "patch", "delete")
    }
    found = {(route.method, re.sub(r":\w+\}", "}", route.path)) for route in routes_of(app) if route.is_api}
    assert {path for _method, path in told if path.startswith("/api/v1")} == {path for _method, path in found}
    assert {each for each in told if each[1].startswith("/api/v1")} == found


def test_every_role_visits() -> None:
    assert {person.role for person in PEOPLE if not person.later} == set(Role)


@pytest.mark.parametrize("person", VISITORS, ids=name_of)
async def test_a_visitor_is_answered_as_its_role_and_scope_say(
    app: Litestar, browse: Browse, standing: Places, undoing: Undoing, person: Person | None
) -> None:
    visitor = await visit(app, browse, person)
    undoing()
    wrong = []
    for route in routes_of(app):
        for target in sampled(route, standing, lambda each: expected(route, person, each)):  # noqa: B023
            answer = await visitor.knock(route, route.address(values_of(route, target, standing)))
            wanted, got = expected(route, person, target), kind_of(route, person, answer)
            if got != wanted and (str(route), wanted, got) not in ALSO_RIGHT:
                wrong.append(f"{route} {target}: {wanted}, but {got}: {answer.text[:200]}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("name", ["alpha", "manager-east", "auditor", "applicant"])
async def test_a_row_out_of_reach_looks_just_like_one_that_does_not_exist(
    app: Litestar, browse: Browse, standing: Places, undoing: Undoing, name: str
) -> None:
    visitor = await visit(app, browse, BY_NAME[name])
    undoing()
    compared = 0
    for route in routes_of(app):
        foreign = next(
            (each for each in targets_of(route, standing) if _out_of_reach(route, BY_NAME[name], each)), None
        )
        if foreign is not None:
            values, nothing = (
                values_of(route, foreign, standing),
                _nothing_like(route, BY_NAME[name], foreign, standing),
            )
            answers = [await _shown(visitor, route, each) for each in (values, nothing)]
            assert answers[0] == answers[1], str(route)
            compared += 1
    assert compared > 3


def _out_of_reach(route: Route, person: Person, target: Target) -> bool:
    allowed = expected(route, person, Target(exists=False)) is Kind.MISSING
    if "/quarantine/" in route.path and target.row and person.reaches_site(target.row.site):
        return False  # in reach, but not in quarantine, which is answered otherwise
    if route.path in PUBLISHED_ONLY:
        return False  # there is none of that quarter, for nobody
    return allowed and target.exists and not reaches(person, target, route)


def _nothing_like(route: Route, person: Person, foreign: Target, places: Places) -> dict[str, str]:
    """What names no row at all; below the same programme, which all that plan may read, or the same session, which all
    that learn may, and below the same site, when that is in reach and the row is not for another reason."""
    missing = (each for each in targets_of(route, places) if not each.exists and each.period == foreign.period)
    nothing = next(each for each in missing if each.site == NOWHERE or each.account == NOBODY or foreign.row)
    values, known = values_of(route, nothing, places), values_of(route, foreign, places)
    if route.kind == "enrolment":
        values |= {name: value for name, value in known.items() if name == "sessions/session_id"}
    if route.kind == "assignment":
        values |= {name: value for name, value in known.items() if name == "programmes/programme_id"}
    if foreign.site in SHOPS and person.reaches_site(foreign.site):
        values |= {"sites/code": foreign.site}
    return values


# Parts and months, which every site has.
NO_RECORDS = {
    "quarters/period",
    "editions/number",
    "manuals/manual_key",
    "file/section",
    "evidence/key",
    "reconciliation/month",
    "reports/month",
}
OTHERS_BELOW = {"alpha": ("A1", ("B1", "A2")), "manager-east": ("A1", ("B1", "B2"))}


@pytest.mark.parametrize("name", OTHERS_BELOW)
async def test_a_record_of_another_site_is_not_found_under_ones_own_site_either(
    app: Litestar, browse: Browse, standing: Places, undoing: Undoing, name: str
) -> None:
    """Neither a rival's, nor that of another site of one's own: a row is found below its own site and nowhere else."""
    visitor = await visit(app, browse, BY_NAME[name])
    undoing()
    own, others = OTHERS_BELOW[name]
    compared = 0
    for route in routes_of(app):
        records = [Target(code, row=_row_of(route, code, standing)) for code in others]
        below_a_site = route.parameters[:1] == ("sites/code",) and len(route.parameters) > 1
        names_a_record = below_a_site and bool(set(route.parameters[1:]) - NO_RECORDS)
        if names_a_record and expected(route, BY_NAME[name], Target(exists=False)) is Kind.MISSING:
            wrong = [values_of(route, each, standing) | {"sites/code": own} for each in (*records, Target(NOWHERE))]
            answers = [await _shown(visitor, route, values) for values in wrong]
            assert answers[0][0] == 404 or str(route) in READS_FIRST, str(route)
            assert answers[0] == answers[1] == answers[2], str(route)
            compared += 1
    assert compared >= 10


def _row_of(route: Route, code: str, places: Places) -> Row | None:
    return next((row for row in places.rows.get(route.kind or "", ()) if row.site == code), None)


async def test_a_document_of_another_application_is_not_found_under_ones_own_either(
    app: Litestar, browse: Browse, standing: Places, undoing: Undoing
) -> None:
    visitor = await visit(app, browse, BY_NAME["applicant"])
    undoing()
    of = {row.case.name: row.values for row in standing.rows["application document"] if row.case}
    compared = 0
    for route in routes_of(app):
        if route.parameters == ("my-applications/application_id", "documents/document_id"):
            own = {route.parameters[0]: of["draft"]["application_id"]}
            ids = (of["rejected"]["document_id"], of["scored"]["document_id"], str(NOTHING))
            answers = [await _shown(visitor, route, own | {route.parameters[1]: each}) for each in ids]
            assert answers[0][0] == 404
            assert answers[0] == answers[1] == answers[2], str(route)
            compared += 1
    assert compared >= 3


async def _shown(visitor: Visitor, route: Route, values: Mapping[str, str]) -> tuple[int, dict[str, str], str]:
    """An answer without what differs from one request to the next: its number, and what was asked for."""
    answer = await visitor.knock(route, route.address(values))
    headers = {name: value for name, value in answer.headers.items() if name not in ("x-request-id", "content-length")}
    text = answer.text.replace(answer.headers["x-request-id"], "-")
    for asked in (route.address(values), *(value for value in values.values() if len(value) == len(str(NOTHING)))):
        text = text.replace(asked, "-")
    return answer.status_code, headers, text
