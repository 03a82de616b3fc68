"""What is wrong with the meaning of selection criteria: all of it at once, never just the first."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from network.foundation.documents import problems as form
from network.foundation.documents.problems import Problem, Unreadable
from network.foundation.i18n import lazy as _
from network.sites.rules.criteria import WHOLE_WEIGHT, CriteriaDocument, Criterion, Group, LocalText

_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class CriteriaUnreadable(Unreadable):
    """The document has not the form of selection criteria at all; `problems` lists every place."""

    code = "criteria_unreadable"
    message = _("These are not selection criteria.")


class NotUtf8(Problem):
    code = "not_utf8"
    message = _("The file is not UTF-8 text.")


class NoGroups(Problem):
    code = "no_groups"
    message = _("A set needs at least one group.")


class NoCriteriaInGroup(Problem):
    code = "no_criteria_in_group"
    message = _("A group needs at least one criterion.")


class WeightsNotWhole(Problem):
    code = "weights_not_whole"
    message = _("The weights of all criteria sum to %(sum)s; they must sum to 100.")


class WeightNotPositive(Problem):
    code = "weight_not_positive"
    message = _("A weight must be above 0, not %(given)s.")


class TooFewLevels(Problem):
    code = "too_few_levels"
    message = _("A scale needs at least two levels, the worst first.")


class PointsNegative(Problem):
    code = "points_negative"
    message = _("Points are 0 or more, not %(given)s.")


class PointsNotRising(Problem):
    code = "points_not_rising"
    message = _("Levels go from the worst up; %(points)s points follow %(previous)s.")


class KnockOutOutside(Problem):
    code = "knock_out_outside"
    message = _("The level that knocks out must be at least 1 and below the best one, %(best)s; it is %(given)s.")


class MinimumOutside(Problem):
    code = "minimum_outside"
    message = _("A minimum lies between 0 and 100, not at %(given)s.")


class EvidenceRepeated(Problem):
    code = "evidence_repeated"
    message = _("Name each kind of evidence once.")


def validate_criteria(document: CriteriaDocument) -> list[Problem]:
    """Every problem, in the order of the document; none for criteria that can be published and scored."""
    return [
        *_code("code", document.code),
        *_text("title", document.title),
        *_minimum("minimum", document.minimum),
        *_weights(document),
        *_repeated("groups", (group.key for group in document.groups)),
        *_repeated("groups", document.keys),
        *(problem for place, group in enumerate(document.groups) for problem in _group(f"groups[{place}]", group)),
    ]


def _weights(document: CriteriaDocument) -> Iterator[Problem]:
    if not document.groups:
        yield NoGroups("groups")
        return
    total = sum(group.weight for group in document.groups)
    if total != WHOLE_WEIGHT:
        yield WeightsNotWhole("groups", {"sum": total})


def _group(path: str, group: Group) -> Iterator[Problem]:
    yield from _code(f"{path}.key", group.key)
    yield from _text(f"{path}.label", group.label)
    yield from _minimum(f"{path}.minimum", group.minimum)
    if not group.criteria:
        yield NoCriteriaInGroup(f"{path}.criteria")
    for place, criterion in enumerate(group.criteria):
        yield from _criterion(f"{path}.criteria[{place}]", criterion)


def _criterion(path: str, criterion: Criterion) -> Iterator[Problem]:
    yield from _code(f"{path}.key", criterion.key)
    yield from _text(f"{path}.label", criterion.label)
    if criterion.weight <= 0:
        yield WeightNotPositive(f"{path}.weight", {"given": criterion.weight})
    yield from _levels(f"{path}.levels", criterion)
    best = len(criterion.levels)
    if criterion.knock_out is not None and not 1 <= criterion.knock_out < best:
        yield KnockOutOutside(f"{path}.knock_out", {"given": criterion.knock_out, "best": best})
    if len(set(criterion.evidence)) < len(criterion.evidence):
        yield EvidenceRepeated(f"{path}.evidence")


def _levels(path: str, criterion: Criterion) -> Iterator[Problem]:
    if len(criterion.levels) < 2:
        yield TooFewLevels(path)
    for place, level in enumerate(criterion.levels):
        yield from _text(f"{path}[{place}].description", level.description)
        if level.points < 0:
            yield PointsNegative(f"{path}[{place}].points", {"given": level.points})
    for place, (before, after) in enumerate(pairwise(criterion.levels), start=1):
        if after.points <= before.points:
            values = {"points": after.points, "previous": before.points}
            yield PointsNotRising(f"{path}[{place}].points", values)


def _minimum(path: str, minimum: Decimal) -> Iterator[Problem]:
    if not 0 <= minimum <= 100:
        yield MinimumOutside(path, {"given": minimum})


def _code(path: str, code: str) -> Iterator[Problem]:
    if not _CODE.fullmatch(code):
        yield form.BadCode(path, {"given": code})


def _text(path: str, text: LocalText) -> Iterator[Problem]:
    for language, words in (("en", text.en), ("zh_CN", text.zh_CN)):
        if not words.strip():
            yield form.Blank(f"{path}.{language}")


def _repeated(path: str, codes: Iterable[str]) -> Iterator[Problem]:
    for code, count in Counter(codes).items():
        if count > 1:
            yield form.Repeated(path, {"given": code})
