"""What a walk over the pages of the application is made of."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.journeys.stage import Visitor


class Stop(NamedTuple):
    """A page. `start`: where the way to it begins, unless it is the page itself; `{own}` is a site of the operator.

    `before`: what is done at the start first. `through`: the pages on the way; each is the first one that is linked.
    """

    route: str
    start: str = ""
    before: Callable[[Visitor, Path], None] | None = None
    through: tuple[str, ...] = ()
