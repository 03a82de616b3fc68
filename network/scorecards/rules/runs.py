"""The life of a scorecard run: draft -> computed -> preview -> published -> restated."""

from collections.abc import Mapping
from enum import StrEnum


class RunState(StrEnum):
    DRAFT = "draft"
    COMPUTED = "computed"
    PREVIEW = "preview"
    PUBLISHED = "published"
    RESTATED = "restated"


# Computing again replaces the results; in preview the sites go on seeing them, and are told what changed. A network may
# publish without a preview.
TRANSITIONS: Mapping[RunState, frozenset[RunState]] = {
    RunState.DRAFT: frozenset({RunState.COMPUTED}),
    RunState.COMPUTED: frozenset({RunState.COMPUTED, RunState.PREVIEW, RunState.PUBLISHED}),
    RunState.PREVIEW: frozenset({RunState.PREVIEW, RunState.PUBLISHED}),
    RunState.PUBLISHED: frozenset({RunState.RESTATED}),
    RunState.RESTATED: frozenset(),
}


def may_compute(state: RunState) -> bool:
    """Whether a run may be computed, for the first time or again."""
    return may_become(state, RunState.COMPUTED) or state is RunState.PREVIEW


def may_become(state: RunState, following: RunState) -> bool:
    """Whether a run in `state` may go to `following`; `computed` to itself is computing again."""
    return following in TRANSITIONS[state]
