"""The five gaps of a site: each from its own source, and said in words where there is none."""

import json
from decimal import Decimal
from uuid import UUID

from network.foundation.access import Role
from network.manuals.rules.standards import ControlPoint
from network.scorecards.commands.standards import make_measured
from network.scorecards.queries.gaps import five_gaps
from tests.factory import HQ, NOW, Store, at, operator
from tests.repairs.counter import enter
from tests.scorecards.test_standards import given
from tests.served import Browse, MakePerson, text_of


async def test_a_site_without_data_is_told_so(browse: Browse, person: MakePerson, store: Store) -> None:
    await store.site("S1")
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    said = text_of(await browser.get("/sites/S1/gaps"))
    for text in (
        "No data: no survey asks what customers expect beyond what was promised to them.",
        "No data: no customer has answered about an order in the last twelve months.",
        "No data: no standard is set for this control point.",
        "No data: no published audit of the last twelve months has asked for it.",
        "No data: no order of the last twelve months fell due.",
        "No data: no monthly report of the last twelve months tells of complaints.",
    ):
        assert text in said
    assert (await browser.get("/sites/S2/gaps")).status_code == 404


async def test_what_was_promised_and_what_customers_complained_of_is_counted(store: Store) -> None:
    site = await store.site("S1")
    await make_measured(HQ, given(), NOW)
    for number, hours in enumerate((10, 20, 40, 60)):
        await store.order(site, f"A{number}", at("2026-09-01", number), ready=hours)
    for month, figures in (("2026-09-01", {"complaints": "3", "complaints_solved": "2"}), ("2026-08-01", {})):
        await store.root.execute(
            "insert into monthly_report (id, site, month, revision, state, nil, figures, way, submitted_at, sha256) "
            "values (gen_random_uuid(), $1, $2, 1, 'submitted', false, $3, 'web', now(), 'x')",
            site,
            at(month).date(),
            json.dumps(figures),
        )
    found = await five_gaps(operator(site), "S1", NOW)
    assert found.promise is not None
    assert (found.promise.orders, found.promise.within_24, found.promise.within_48) == (
        4,
        Decimal("0.5"),
        Decimal("0.75"),
    )
    assert found.complaints is not None
    assert (found.complaints.received, found.complaints.solved, found.complaints.months) == (3, 2, 1)
    repair = next(each for each in found.points if each.control_point is ControlPoint.REPAIR)
    assert [each.key for each in repair.standards] == ["no-fault"]


async def test_what_customers_perceived_is_what_they_answered(browse: Browse, person: MakePerson, store: Store) -> None:
    site = await store.site("S1")
    for number, grade in enumerate((5, 5, 4, 1)):
        order = await store.order(site, f"A{number}", at("2026-09-01", number), ready=10)
        await answered(store, site, order, grade, "receipt")
    await answered(store, site, None, 1, "poster")
    found = (await five_gaps(operator(site), "S1", NOW)).perceived
    assert found is not None
    assert (found.answers, found.satisfied, found.loyalty) == (4, Decimal("0.75"), Decimal("0.6375"))
    assert (found.low, found.high) == (Decimal("0.3006"), Decimal("0.9544"))
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    said = text_of(await browser.get("/sites/S1/gaps"))
    assert "75.0% of 4 answers satisfied (95% interval 30.1% to 95.4%); loyalty index 0.64" in said


async def answered(store: Store, site: int, order: UUID | None, grade: int, channel: str) -> None:
    await store.rows(
        "insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, answered_at, comment, "
        "language) values (gen_random_uuid(), $1, $2, $3, 'customer', 1, $4, $5, '', '')",
        *(site, order, channel, grade, at("2026-09-05")),
    )
