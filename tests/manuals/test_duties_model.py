"""The statements that say who must take note and who has, against the plain model, on random histories."""

from collections.abc import Mapping
from typing import Any

from network.manuals.queries.duties import COVERAGE, SITES_COVERED, duties, first_taken
from tests.factory import Store
from tests.manuals.duty_history import History

HISTORIES = 200


async def test_the_statements_agree_with_the_model_on_random_histories(store: Store, sites: dict[str, int]) -> None:
    codes, seen = {number: code for code, number in sites.items()}, 0
    for seed in range(HISTORIES):
        history = History(seed)
        rolled_back = store.root.transaction()
        await rolled_back.start()
        await history.write(store, sites)
        listed = await store.rows(
            f"select d.*, (taken.at at time zone d.time_zone)::date as met_on from ({duties()}) d {first_taken()}"
        )
        counted = await store.rows(COVERAGE, history.day, None)
        summed = await store.rows(SITES_COVERED, history.day, None)
        await rolled_back.rollback()
        assert sorted(_row(each, codes) for each in listed) == history.rows(), seed
        covered = {
            codes[each["site"]]: (each["people"], each["taken"], each["due"], each["overdue"]) for each in counted
        }
        assert covered == history.covered(), seed
        sums = {codes[each["site"]]: (each["people"], each["taken"], each["overdue"]) for each in summed}
        assert sums == {code: (each[0], each[1], each[3]) for code, each in covered.items()}, seed
        seen += len(history.rows())
    assert seen > HISTORIES


def _row(row: Mapping[str, Any], codes: Mapping[int, str]) -> tuple[Any, ...]:
    dates = str(row["begins"]), str(row["due_on"]), str(row["to_on"])
    return codes[row["site"]], int(row["name"]), row["number"], *dates, row["lapsed"], str(row["met_on"])
