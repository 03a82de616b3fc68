"""Having a plan carried out by the child process."""

from collections.abc import Callable
from contextlib import closing
from threading import Event
from typing import Any

from network.foundation.confined.parent import ChildDied, ChildStopped, converse
from network.foundation.tabular.errors import FileRefused, ReadingStopped
from network.foundation.tabular.plan import ExtractPlan, ReadPlan

CHILD = "network.foundation.tabular.child"


def carry_out(plan: ReadPlan | ExtractPlan, on_progress: Callable[[int], None] | None, stop: Event) -> dict[str, Any]:
    """Run the plan in a fresh interpreter and return what it answers; `stop` ends it early, with ReadingStopped.

    Raises FileRefused for a file that cannot be read or that takes more than its limits. However this function is
    left, also by KeyboardInterrupt, no process and no half-written file stays behind.
    """
    try:
        return _answer(plan, on_progress, stop)
    except BaseException as error:
        plan.target.unlink(missing_ok=True)
        if isinstance(error, ChildStopped):
            raise ReadingStopped() from None
        if isinstance(error, ChildDied):
            raise FileRefused(error.why, **error.values) from None
        raise


def _answer(plan: ReadPlan | ExtractPlan, on_progress: Callable[[int], None] | None, stop: Event) -> dict[str, Any]:
    with closing(converse(CHILD, plan, plan.target.parent, plan.limits.wall_seconds, stop)) as messages:
        while True:
            message = next(messages)
            if "done" in message:
                return dict(message["done"])
            if "refused" in message:
                raise FileRefused(message["refused"], **message["values"])
            if on_progress:
                on_progress(message["rows"])
