"""Manuals taken note of in time: against the plain model, in the middle of a quarter and after it, and its evidence."""

from datetime import UTC, date, datetime, time, timedelta

from network.foundation.periods import Quarter
from tests.factory import Store, at
from tests.manuals.duty_history import ZONES, History
from tests.manuals.noting import edition, employ, manual, note
from tests.scorecards.conftest import Evidence, Measure, evidence, measure, store
from tests.served import sites

__all__ = ["evidence", "measure", "sites", "store"]

Q1 = Quarter(2026, 1)
HISTORIES = 12
AFTER = at("2026-06-01")


def expected(history: History, code: str, moment: datetime) -> tuple[int, int]:
    """In time and due, by the words of the page alone."""
    in_time = due = 0
    for site, person, found, met in history.model(history.workers):
        over = datetime.combine(found.due_on + timedelta(days=1), time(), ZONES[code]) <= moment
        theirs = [taken for (who, _number), taken in history.taken.items() if who == person]
        known = over or (met is not None and min(theirs) <= moment and met <= moment.astimezone(ZONES[code]).date())
        if site == code and not found.lapsed and found.due_on < Q1.end and Q1.first <= found.due_on and known:
            due += 1
            in_time += met is not None and met <= found.due_on
    return in_time, due


async def test_the_share_is_that_of_the_model(store: Store, sites: dict[str, int], measure: Measure) -> None:
    seen = 0
    for seed in range(HISTORIES):
        history = History(seed)
        await store.root.execute("truncate manual, person, certification cascade")
        await history.write(store, sites)
        found = await measure("manual_acknowledgement", Q1, AFTER, list(sites.values()))
        for code in ZONES:
            in_time, due = expected(history, code, AFTER)
            figures = found[sites[code]]
            assert [figures.numerator, figures.denominator, figures.sample_size] == [in_time, due, due], (seed, code)
            seen += due
    assert seen > HISTORIES


async def test_what_is_not_yet_due_counts_once_it_is_done(
    store: Store, sites: dict[str, int], measure: Measure, evidence: Evidence
) -> None:
    of = await manual(store)
    first = await edition(store, of, 1, date(2026, 3, 1))
    for name in ("Early", "Late", "Missing", "Left"):
        left = date(2026, 3, 10) if name == "Left" else None
        person = await employ(store, sites["SH1"], date(2025, 1, 1), left, name=name)
        if name in ("Early", "Late"):
            day = date(2026, 2, 20) if name == "Early" else date(2026, 3, 16)
            await note(store, first, person, sites["SH1"], datetime.combine(day, time(4), UTC))
    for moment, figures in (
        (at("2026-02-19"), (0, 0)),
        (at("2026-03-15 15:59"), (1, 1)),
        (at("2026-03-15 16:00"), (1, 3)),
        (AFTER, (1, 3)),
    ):
        found = (await measure("manual_acknowledgement", Q1, moment, [sites["SH1"]]))[sites["SH1"]]
        assert [found.numerator, found.denominator] == list(figures), moment
    assert await evidence("manual_acknowledgement", Q1, AFTER, sites["SH1"]) == {
        "Early": True,
        "Late": False,
        "Missing": False,
    }
