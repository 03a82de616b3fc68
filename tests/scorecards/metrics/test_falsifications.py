"""Falsified reports and evidence as a figure of a quarter, as a gate of the shipped scheme, and in its check."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from network.scorecards.commands.runs import compute
from network.scorecards.commands.schemes import add_shipped
from network.scorecards.lists import checks_of
from network.scorecards.queries.checks import list_checks
from network.web.listing import ListState
from tests.factory import HQ, Store, at
from tests.scorecards.metrics.test_complaints import AS_OF, PERIOD, add, evidence, fingerprint, measured

CODE = "falsifications"


async def accused(store: Store, site: int, reference: str, day: str, state: str = "confirmed") -> UUID:
    """A case in this state, decided long after the quarter."""
    opened = at("2026-10-02")
    decided = {
        "decided_by": uuid4(), "decider": "J", "decided_at": opened + timedelta(days=20), "decision": "x",
        "appeal_until": None if state == "dismissed" else opened + timedelta(days=40),
    }  # fmt: skip
    appealed = {"appealed_at": opened + timedelta(days=21), "appeal": "x"}
    reviewed = {"reviewed_by": uuid4(), "reviewer": "T", "reviewed_at": opened + timedelta(days=22), "review": "x"}
    row: dict[str, Any] = {
        "site": site, "kind": "report", "reference": reference, "happened_on": at(day).date(), "grounds": "x",
        "state": state, "opened_by": uuid4(), "opener": "O", "opened_at": opened,
        "answer_until": opened + timedelta(days=10),
        **(decided if state != "open" else {}),
        **(appealed if state in ("appealed", "upheld", "overturned") else {}),
        **(reviewed if state in ("upheld", "overturned") else {}),
    }  # fmt: skip
    return await add(store, "falsification_case", **row)


async def test_what_is_confirmed_and_not_overturned_counts_in_the_quarter_in_which_it_happened(store: Store) -> None:
    site = await store.site("S1")
    assert await measured(CODE, site) == (0, 1, 0, 0)
    before = await fingerprint(CODE, site)
    for state in ("open", "dismissed"):
        await accused(store, site, state, "2026-08-01", state)
    assert (await measured(CODE, site), await fingerprint(CODE, site)) == ((0, 1, 0, 0), before)
    for reference, day, state in (
        ("FIRST DAY", "2026-07-01", "confirmed"), ("LAST DAY", "2026-09-30", "upheld"),
        ("APPEALED", "2026-08-01", "appealed"), ("OVERTURNED", "2026-08-01", "overturned"),
        ("BEFORE", "2026-06-30", "confirmed"), ("AFTER", "2026-10-01", "confirmed"),
    ):  # fmt: skip
        await accused(store, site, reference, day, state)
    # Decided after the moment of computing: it counts all the same, so a published quarter waits to be restated.
    assert await measured(CODE, site, at("2026-10-05")) == (3, 1, 3, 4)
    shown = {"FIRST DAY": True, "LAST DAY": True, "APPEALED": True, "OVERTURNED": False}
    assert await evidence(CODE, site) == shown
    assert await fingerprint(CODE, site) != before
    assert await measured(CODE, await store.site("S2")) == (0, 1, 0, 0)


@pytest.mark.parametrize(("state", "caps"), [("confirmed", True), ("open", False), ("overturned", False)])
async def test_a_confirmed_case_caps_the_standing_at_fail_and_an_open_one_is_to_be_looked_at(
    store: Store, state: str, caps: bool
) -> None:
    site = await store.site("S1")
    for place in range(20):
        await store.order(site, f"R{place}", at("2026-08-01") + timedelta(days=place), ready=5)
    case = await accused(store, site, "June", "2026-08-01", state)
    await add_shipped(HQ)
    await compute(HQ, PERIOD, "authorized-site", AS_OF)
    gates = str(await store.value("select gates::text from scorecard"))
    assert ('"falsification"' in gates) is caps
    found = await list_checks(
        HQ, PERIOD, ListState(checks_of(str(PERIOD)), sort="kind", filters={"kind": "falsification"})
    )
    assert [each.falsification for each in found.items] == ([case] if state == "open" else [])
