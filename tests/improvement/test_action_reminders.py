"""The ladder of actions that are owed: three days before, on the day, a week and two weeks after it."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from network.foundation.access import Role
from network.improvement.commands.action_reminders import remind_of_actions
from tests.factory import HQ, NOW, Store, operator
from tests.improvement.taking import answered, owed
from tests.served import MakePerson

# Half past midnight of the day on which what `owed` makes is due.
DUE = datetime(2026, 12, 4, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
async def people(sites: dict[str, int], person: MakePerson) -> dict[UUID, str]:
    """Somebody who runs SH1, a manager of its region and one of another: account -> what the tests call them."""
    return {
        await person("ou@example.com", Role.SITE_OPERATOR, sites=["SH1"]): "operator",
        await person("east@example.com", Role.HQ_MANAGER, regions=["East China"]): "manager",
        await person("north@example.com", Role.HQ_MANAGER, regions=["North China"]): "stranger",
    }


async def told(store: Store, people: dict[UUID, str]) -> list[tuple[str, str]]:
    rows = await store.rows("select account, kind from notice where kind like 'action%' order by created_at")
    return sorted((people[row["account"]], row["kind"]) for row in rows)


async def test_each_rung_is_told_once_to_whom_it_concerns(store: Store, people: dict[UUID, str]) -> None:
    await owed(store)
    expected: list[tuple[str, str]] = []
    for days, who, kind in (
        (-4, "", ""),
        (-3, "operator", "action_due_soon"),
        (0, "operator", "action_due"),
        (6, "", ""),
        (7, "operator", "action_overdue"),
        (14, "manager", "action_escalated"),
        (30, "", ""),
    ):
        for _again in range(2):
            await remind_of_actions(HQ, DUE + timedelta(days=days))
        expected += [(who, kind)] if who else []
        assert await told(store, people) == sorted(expected), days


async def test_whoever_looks_late_tells_the_latest_rung_only(store: Store, people: dict[UUID, str]) -> None:
    await owed(store)
    await remind_of_actions(HQ, DUE + timedelta(days=20))
    assert await told(store, people) == [("manager", "action_escalated")]


async def test_what_is_answered_climbs_no_further(store: Store, sites: dict[str, int], people: dict[UUID, str]) -> None:
    await answered(store, operator(sites["SH1"]), NOW)
    assert await remind_of_actions(HQ, DUE + timedelta(days=20)) == []
