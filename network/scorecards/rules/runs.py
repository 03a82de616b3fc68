"""The life of a scorecard run: draft -> computed -> preview -> published -> restated."""

from collections.abc import Mapping
from enum import StrEnum


class RunState(StrEnum):
    DRAFT = "draft"
    COMPUTED = "computed"
    PREVIEW = "preview"
    PUBLISHED = "published"
    RESTATED = "restated"


# Computing again replaces the results, as long as no site has seen them. A network may publish without a preview.
TRANSITIONS: Mapping[RunState, frozenset[RunState]] = {
    RunState.DRAFT: frozenset({RunState.COMPUTED}),
    RunState.COMPUTED: frozenset({RunState.COMPUTED, RunState.PREVIEW, RunState.PUBLISHED}),
    RunState.PREVIEW: frozenset({RunState.PUBLISHED}),
    RunState.PUBLISHED: frozenset({RunState.RESTATED}),
    RunState.RESTATED: frozenset(),
}


def may_become(state: RunState, following: RunState) -> bool:
    """Whether a run in `state` may go to `following`; `computed` to itself is computing again."""
    return following in TRANSITIONS[state]
