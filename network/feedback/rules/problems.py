"""The problem tree: what customers complain of, in branches, as a document in both languages. Pure.

A key stays the same through all versions, so that what was complained of can be counted over years.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from network.foundation.documents.problems import Unreadable
from network.foundation.i18n import lazy as _
from network.sites.rules.criteria import LocalText

_STRICT = {"extra": "forbid", "strict": True}

# The branch whose complaints are looked at for overcharging.
OVERCHARGING = "price"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What exactly is complained of. `key` begins with that of its branch: `price.too_high`."""

    __pydantic_config__ = _STRICT

    key: str
    label: LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    __pydantic_config__ = _STRICT

    key: str
    label: LocalText
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemTree:
    __pydantic_config__ = _STRICT

    version: int
    branches: tuple[Branch, ...]

    def problem(self, key: str) -> tuple[Branch, Problem] | None:
        """None for a key that this version does not have."""
        return next(((b, p) for b in self.branches for p in b.problems if p.key == key), None)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(problem.key for branch in self.branches for problem in branch.problems)


class TreeUnreadable(Unreadable):
    code = "problem_tree_unreadable"
    message = _("This is not a problem tree.")


def branch_of(problem: str) -> str:
    return problem.partition(".")[0]


def is_about_price(problem: str) -> bool:
    return branch_of(problem) == OVERCHARGING


def tree_faults(tree: ProblemTree) -> Iterator[str]:
    """Keys that stand twice, or not below their branch; texts that are empty. None for a tree that may ship."""
    yield from (key for key, count in Counter(tree.keys).items() if count > 1)
    for branch in tree.branches:
        yield from (problem.key for problem in branch.problems if branch_of(problem.key) != branch.key)
        texts = [branch.label, *(problem.label for problem in branch.problems)]
        yield from (branch.key for text in texts if not (text.en.strip() and text.zh_CN.strip()))
