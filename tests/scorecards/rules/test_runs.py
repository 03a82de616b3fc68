from itertools import pairwise

import pytest

from network.scorecards.rules.runs import RunState, may_become, may_compute


def test_a_run_lives_from_draft_to_restated() -> None:
    assert all(may_become(state, following) for state, following in pairwise(RunState))


def test_computing_again_is_allowed_until_the_results_are_published() -> None:
    assert [state for state in RunState if may_compute(state)] == [RunState.DRAFT, RunState.COMPUTED, RunState.PREVIEW]


@pytest.mark.parametrize("state", [RunState.COMPUTED, RunState.PREVIEW])
def test_only_what_was_computed_is_published(state: RunState) -> None:
    assert may_become(state, RunState.PUBLISHED)
    assert not may_become(RunState.DRAFT, RunState.PUBLISHED)


def test_what_is_published_can_only_be_restated() -> None:
    assert [state for state in RunState if may_become(RunState.PUBLISHED, state)] == [RunState.RESTATED]
    assert not any(may_become(RunState.RESTATED, state) for state in RunState)
