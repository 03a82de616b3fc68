"""A report's figures beside their second sources: in SQL as by the rules, corrected by either side, seen by both."""

import random
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from network.foundation.database import fetch, transaction
from network.foundation.errors import Forbidden
from network.foundation.periods import Month, Quarter
from network.repairs.commands.reconciliation import correct_figure
from network.repairs.errors.reconciliation import BadCorrection, NothingToReconcile
from network.repairs.queries.reconciled import LINES, MONTHS
from network.repairs.queries.reconciliation import list_reconciliations, reconciliation
from network.repairs.rules.reconciliation import SOURCES, Line, accuracy
from network.repairs.schemas.reconciliation import CorrectionIn, ReconciliationOut
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries.measuring import Moment
from network.sites.errors.sites import SiteNotFound
from network.web.listing import ListPage, ListState
from tests.factory import HQ, NOW, Store, at, executive, manager, operator
from tests.scorecards.reporting import filed

JULY = Month(2026, 7)
MONTHS_FILED = ("2026-07", "2026-08", "2026-09")


async def _part(store: Store, site: int, number: int, shipped_at: object, quantity: int) -> None:
    await store.root.execute(
        "insert into part_shipment (id, site, shipment_no, part_no, quantity, shipped_at, import_row, version, "
        "changed_at) values (gen_random_uuid(), $1, $2, 'P1', $3, $4, 2, 1, $4)",
        site,
        f"L{number}",
        quantity,
        shipped_at,
    )


@pytest.fixture
async def july(store: Store) -> int:
    """S1 in July: 10 received, 8 closed, 2 open; 3 units sent up, one of them on its way, 2 of them back; 20 parts."""
    site = await store.site("S1")
    for number in range(10):
        await store.order(site, f"A{number}", at("2026-07-03", number * 24), ready=10 if number < 8 else 2000)
    for number in range(3):
        more = {} if number == 2 else {"received_at": at("2026-07-12"), "back_at": at("2026-07-25")}
        await store.returned(site, f"R{number}", at("2026-07-10", number), **more)
    await _part(store, site, 1, at("2026-07-20"), 20)
    await filed(
        store,
        site,
        "2026-07",
        at("2026-08-03"),
        {"received": 10, "closed": 8, "wip_closing": 2, "units_shipped": 3, "units_back": 2, "parts_received": 20},
    )
    return site


async def _july(code: str = "S1") -> ReconciliationOut:
    return await reconciliation(HQ, code, JULY)


def _both(found: ReconciliationOut) -> dict[str, tuple[int, int | None]]:
    return {line.figure: (line.site, line.hq) for line in found.lines}


async def test_a_report_that_agrees_with_everything_is_wholly_right(july: int) -> None:
    found = await _july()
    assert _both(found) == {
        "received": (10, 10),
        "closed": (8, 8),
        "wip_closing": (2, 2),
        "units_shipped": (3, 3),
        "units_back": (2, 2),
        "parts_received": (20, 20),
    }
    assert found.accuracy == 100


async def test_a_unit_that_hq_did_not_find_in_its_parcel_was_not_shipped(july: int, store: Store) -> None:
    parcel = UUID(int=3)
    await store.root.execute(
        "insert into return_shipment (id, site, shipment_no, carrier, tracking_no, shipped_at, units, received_at, "
        "units_received, version) values ($1, $2, 'P1', 'SF', '1', $3, 1, $4, 0, 1)",
        *(parcel, july, at("2026-07-10"), at("2026-07-14")),
    )
    await store.root.execute("update hq_return set shipment = $1 where return_no = 'R2'", parcel)
    found = await _july()
    assert _both(found)["units_shipped"] == (3, 2)
    assert found.accuracy == Decimal("91.6667"), "off by a half of what HQ has, in one of six figures"


async def test_what_has_no_second_source_is_not_compared(store: Store) -> None:
    site = await store.site("S1")
    await filed(store, site, "2026-07", at("2026-08-03"), {"received": 4, "closed": 4})
    found = await _july()
    assert {line.hq for line in found.lines} == {None}
    assert found.accuracy is None
    assert (await list_reconciliations(HQ, JULY, _STATE)).total == 0


async def test_a_nil_report_says_nought_of_everything(july: int, store: Store) -> None:
    await store.root.execute("update monthly_report set state = 'superseded'")
    await filed(store, july, "2026-07", at("2026-08-04"), nil=True, revision=2)
    found = await _july()
    assert found.nil
    assert _both(found)["units_shipped"] == (0, 3)
    assert found.accuracy == 0


async def test_both_sides_correct_and_the_newest_of_a_side_holds(july: int, store: Store) -> None:
    for actor, value, hours in ((operator(july), 9, 0), (operator(july), 7, 1), (HQ, 6, 2)):
        wanted = CorrectionIn(figure="closed", value=value, reason="Counted again.")
        await correct_figure(actor, "S1", JULY, wanted, NOW + timedelta(hours=hours))
    found = await _july()
    [line] = [each for each in found.lines if each.figure == "closed"]
    assert (line.reported, line.known, line.site, line.hq) == (8, 8, 7, 6)
    assert [(each.side, each.value, each.corrector) for each in found.corrections] == [
        ("hq", 6, "Hua"),
        ("site", 7, "Ou"),
        ("site", 9, "Ou"),
    ]
    told = await store.rows("select body, site from trail_event where action = 'figure.corrected' order by id")
    assert len(told) == 3
    assert {row["site"] for row in told} == {july}


async def test_hq_can_say_a_figure_that_nothing_else_knows(store: Store) -> None:
    site = await store.site("S1")
    await filed(store, site, "2026-07", at("2026-08-03"), {"parts_received": 10})
    wanted = CorrectionIn(figure="parts_received", value=5, reason="By the carrier's invoice.")
    await correct_figure(HQ, "S1", JULY, wanted, NOW)
    assert (await _july()).accuracy == 0


async def test_what_cannot_be_corrected_is_refused_by_name(july: int, store: Store) -> None:
    wanted = CorrectionIn(figure="received", value=1, reason="No.")
    with pytest.raises(BadCorrection):
        await correct_figure(HQ, "S1", JULY, CorrectionIn(figure="staff", value=1, reason="No."), NOW)
    with pytest.raises(NothingToReconcile):
        await correct_figure(HQ, "S1", Month(2026, 8), wanted, NOW)
    other = await store.site("S2")
    for actor in (operator(other), manager(other)):
        with pytest.raises(SiteNotFound):
            await correct_figure(actor, "S1", JULY, wanted, NOW)
        with pytest.raises(SiteNotFound):
            await reconciliation(actor, "S1", JULY)
    with pytest.raises(Forbidden):
        await correct_figure(executive(), "S1", JULY, wanted, NOW)
    with pytest.raises(Forbidden):
        await list_reconciliations(operator(july), JULY, _STATE)
    assert await store.value("select count(*) from report_correction") == 0


async def test_a_site_cannot_speak_for_the_other_side_in_the_database_either(july: int, store: Store) -> None:
    for actor, side in ((operator(july), "hq"), (HQ, "site")):
        with pytest.raises(Exception, match="row-level security"):
            async with transaction(actor):
                await fetch(
                    "insert into report_correction (id, site, month, figure, side, value, reason, corrector, "
                    "corrected_at) values (gen_random_uuid(), $1, '2026-07-01', 'closed', $2, 1, '', '', now())",
                    july,
                    side,
                )


_STATE = ListState(ListPage("", (), "accuracy"), sort="accuracy")


async def test_the_list_shows_the_least_right_first_with_what_is_most_wrong(july: int, store: Store) -> None:
    other = await store.site("S2")
    for number in range(10):
        await store.order(other, f"A{number}", at("2026-07-03", number), ready=10)
    await filed(store, other, "2026-07", at("2026-08-03"), {"received": 20, "closed": 10, "wip_closing": 0})
    found = await list_reconciliations(HQ, JULY, _STATE)
    assert [(each.site, each.accuracy, each.worst) for each in found.items] == [
        ("S2", Decimal("66.6667"), "received"),
        ("S1", Decimal("100.0000"), None),
    ]
    assert (found.items[0].worst_site, found.items[0].worst_hq, found.total) == (20, 10, 2)
    off = ListState(ListPage("", (), "accuracy"), sort="accuracy", filters={"found": "off"})
    assert [each.site for each in (await list_reconciliations(HQ, JULY, off)).items] == ["S2"]
    assert [each.site for each in (await list_reconciliations(manager(july), JULY, _STATE)).items] == ["S1"]


@pytest.mark.parametrize("seed", range(3))
async def test_sql_and_rules_agree_about_random_months(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    sites = [await store.site(f"S{number}", zone) for number, zone in enumerate(("Asia/Shanghai", "UTC", "Asia/Tokyo"))]
    for site in sites:
        await _random_quarter(store, site, chance)
    async with transaction(HQ, read_only=True):
        lines = await fetch(LINES)
        months = {(row["site"], row["month"]): row["accuracy"] for row in await fetch(MONTHS)}
        sql = METRICS["report_accuracy"].statement({})
        measured = {row["site"]: row for row in await fetch(sql, *Moment(Quarter(2026, 3), NOW).values(sites))}
    by_rules: dict[tuple[int, object], list[Line]] = {}
    for row in lines:
        said = Line(row["figure"], row["site_value"], None if row["hq_value"] is None else Decimal(row["hq_value"]))
        by_rules.setdefault((row["site"], row["month"]), []).append(said)
    expected = {key: found for key, each in by_rules.items() if (found := accuracy(each)) is not None}
    assert months == expected
    assert len(set(expected.values())) > 3
    for site in sites:
        own = [found for (which, _month), found in expected.items() if which == site]
        assert (measured[site]["sample_size"], measured[site]["numerator"]) == (len(own), sum(own))
        assert measured[site]["value"] == (pytest.approx(sum(own) / len(own)) if own else None)


async def _random_quarter(store: Store, site: int, chance: random.Random) -> None:
    start = at("2026-06-20")
    for number in range(chance.randint(0, 40)):
        received = start + timedelta(minutes=chance.randint(0, 100 * 24 * 60))
        await store.order(site, f"A{number}", received, ready=chance.choice([None, 5, 50, 500]))
    for number in range(chance.randint(0, 12)):
        shipped = start + timedelta(minutes=chance.randint(0, 90 * 24 * 60))
        received_at = chance.choice([None, shipped + timedelta(days=3)])
        back_at = received_at and chance.choice([None, received_at + timedelta(days=9)])
        await store.returned(site, f"R{number}", shipped, received_at=received_at, back_at=back_at)
    for number in range(chance.randint(0, 5)):
        await _part(store, site, number, start + timedelta(days=chance.randint(0, 90)), chance.randint(1, 60))
    for month in MONTHS_FILED:
        figures = {figure: chance.randint(0, 20) for figure in SOURCES}
        nil = chance.random() < 0.2
        await filed(store, site, month, at("2026-10-04"), {} if nil else figures, nil=nil)
        if chance.random() < 0.5:
            await store.root.execute(
                "insert into report_correction (id, site, month, figure, side, value, reason, corrector, corrected_at) "
                "values (gen_random_uuid(), $1, ($2 || '-01')::text::date, $3, $4, $5, 'So.', 'Ou', $6)",
                *(site, month, chance.choice(list(SOURCES)), chance.choice(["site", "hq"]), chance.randint(0, 20), NOW),
            )
