"""Checks that several parts of a scheme share."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from network.foundation.documents import problems as form
from network.foundation.documents.problems import Problem
from network.scorecards.rules import problems
from network.scorecards.rules.catalogue import UNITS, MetricFacts, Parameter
from network.scorecards.rules.parts import LocalText, MetricCondition
from network.scorecards.rules.scheme import Scheme

Catalogue = Mapping[str, MetricFacts]

_CODE = re.compile(r"[a-z][a-z0-9_-]*")
# The comparisons that hold for the worse values of a metric with this better direction.
WORSE: Mapping[str, frozenset[str]] = {"higher": frozenset({"<", "<="}), "lower": frozenset({">", ">="})}


def judged_keys(scheme: Scheme, catalogue: Catalogue) -> set[str]:
    """The metric keys that have a criterion, and so an adjusted value."""
    return {
        catalogue[criterion.metric].key(criterion.params)
        for criterion in scheme.criteria
        if criterion.metric in catalogue
    }


def check_condition(
    path: str, condition: MetricCondition, catalogue: Catalogue, adjusted: set[str]
) -> Iterator[Problem]:
    """All but the way it compares, which the caller judges. `adjusted`: the metric keys that have a criterion."""
    if condition.min_sample < 0:
        yield problems.BadMinimumSample(f"{path}.min_sample", {"given": condition.min_sample, "least": 0})
    facts = catalogue.get(condition.metric)
    if facts is None:
        yield problems.UnknownMetric(f"{path}.metric", {"metric": condition.metric})
        return
    yield from check_params(f"{path}.params", condition.params, facts)
    yield from check_value(f"{path}.value", condition.value, facts)
    key = facts.key(condition.params)
    if condition.use == "adjusted" and key not in adjusted:
        yield problems.GateNeedsCriterion(f"{path}.use", {"metric": key})


def check_code(path: str, code: str) -> Iterator[Problem]:
    if not _CODE.fullmatch(code):
        yield form.BadCode(path, {"given": code})


def check_text(path: str, text: LocalText) -> Iterator[Problem]:
    for language, words in text:
        if not words.strip():
            yield form.Blank(f"{path}.{language}")


def check_repeated(path: str, codes: Iterable[str]) -> Iterator[Problem]:
    for code, count in Counter(codes).items():
        if count > 1:
            yield form.Repeated(path, {"given": code})


def check_params(path: str, params: Mapping[str, Parameter], facts: MetricFacts) -> Iterator[Problem]:
    for name, given in params.items():
        default = facts.params.get(name)
        if default is None:
            yield problems.UnknownParameter(f"{path}.{name}", {"metric": facts.code, "parameter": name})
        elif type(given) is not type(default) or (isinstance(given, int) and given < 1):
            yield problems.BadParameter(f"{path}.{name}", {"given": given, "default": default})


def check_value(path: str, value: Decimal, facts: MetricFacts) -> Iterator[Problem]:
    maximum = UNITS[facts.unit].maximum
    values = {"metric": facts.code, "given": value, "maximum": maximum}
    if maximum is not None and not 0 <= value <= maximum:
        yield problems.ValueOutside(path, values)
    elif maximum is None and value < 0:
        yield problems.ValueNegative(path, values)
