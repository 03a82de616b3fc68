"""What is wrong with the meaning of a scheme's rules: all of it at once."""

from collections.abc import Iterator
from decimal import Decimal

from network.foundation.documents.problems import Problem
from network.ledger.rules.effects import OF_TWO_PEOPLE, is_adverse
from network.ledger.rules.units import POINTS, currencies, decimals
from network.scorecards.rules import consequence_problems as problems
from network.scorecards.rules.checks import (
    WORSE,
    Catalogue,
    check_code,
    check_condition,
    check_params,
    check_repeated,
    check_text,
    judged_keys,
)
from network.scorecards.rules.consequences import (
    COUNTED_BY,
    Demerits,
    Honour,
    Money,
    OnBest,
    OnEvent,
    OnGate,
    OnMostImproved,
    OnRank,
    OnStanding,
    OnUnder,
    Points,
    Rectification,
    Rule,
    Rules,
)
from network.scorecards.rules.parts import MetricCondition
from network.scorecards.rules.problems import UnknownMetric
from network.scorecards.rules.scheme import Scheme

_LEAST_PROBABILITY = Decimal("0.90")
MOST_QUARTERS = 8
_MOST_DAYS = 365


def rule_problems(scheme: Scheme, catalogue: Catalogue) -> Iterator[Problem]:
    """In the order of the document; none for a scheme without rules."""
    rules = scheme.rules
    if rules is None:
        return
    yield from _whole("rules.appeal_days", rules.appeal_days, most=_MOST_DAYS)
    yield from _whole("rules.demerits_for_probation", rules.demerits_for_probation)
    yield from _limits("rules.second_person_above", rules)
    yield from check_repeated("rules.consequences", [rule.code for rule in rules.consequences])
    for index, rule in enumerate(rules.consequences):
        path = f"rules.consequences[{index}]"
        yield from check_code(f"{path}.code", rule.code)
        yield from check_text(f"{path}.name", rule.name)
        yield from _on(f"{path}.on", rule, scheme, catalogue)
        yield from _effect(f"{path}.effect", rule, rules)
        yield from _cap(f"{path}.cap_per_year", rule)
        if not rule.scope.kinds:
            yield problems.NoKinds(f"{path}.scope.kinds")
        yield from _same_fact(path, rule, scheme)


def _whole(path: str, given: int, least: int = 1, most: int | None = None) -> Iterator[Problem]:
    if given < least:
        yield problems.TooSmall(path, {"given": given, "least": least})
    if most is not None and given > most:
        yield problems.TooLarge(path, {"given": given, "most": most})


def _limits(path: str, rules: Rules) -> Iterator[Problem]:
    for unit, limit in rules.second_person_above.items():
        if unit != POINTS and unit not in currencies():
            yield problems.UnknownCurrency(f"{path}.{unit}", {"currency": unit})
        if limit < 0:
            yield problems.TooSmall(f"{path}.{unit}", {"given": limit, "least": 0})


def _on(path: str, rule: Rule, scheme: Scheme, catalogue: Catalogue) -> Iterator[Problem]:
    match rule.on:
        case OnStanding() as on:
            yield from _standing(f"{path}.standing", on.standing, scheme)
            yield from _whole(f"{path}.quarters", on.quarters, most=MOST_QUARTERS)
        case OnUnder() as on:
            yield from _under(path, on, scheme)
        case OnBest() as on:
            yield from _best(path, on, scheme, catalogue)
        case MetricCondition() as on:
            yield from check_condition(path, on, catalogue, judged_keys(scheme, catalogue))
            yield from _direction(path, on, rule, catalogue)
        case _:
            yield from _simple(path, rule, scheme)
    if rule.kind in OF_TWO_PEOPLE and not (isinstance(rule.on, OnUnder) and rule.on.quarters > 1):
        yield problems.NotGrounds(path)


def _simple(path: str, rule: Rule, scheme: Scheme) -> Iterator[Problem]:
    match rule.on:
        case OnRank(rank_within=within):
            yield from _whole(f"{path}.rank_within", within)
        case OnGate(gate=code):
            if code not in {gate.code for gate in scheme.gates}:
                yield problems.NoSuchGate(f"{path}.gate", {"gate": code})
        case OnMostImproved() as on:
            yield from _whole(f"{path}.most_improved", on.most_improved)
            if on.at_least <= 0:
                yield problems.TooSmall(f"{path}.at_least", {"given": on.at_least, "least": "0.01"})


def _standing(path: str, code: str, scheme: Scheme) -> Iterator[Problem]:
    known = [standing.code for standing in scheme.standings]
    if code not in known:
        yield problems.NoSuchStanding(path, {"standing": code, "choices": ", ".join(known)})


def _under(path: str, on: OnUnder, scheme: Scheme) -> Iterator[Problem]:
    yield from _standing(f"{path}.under", on.under, scheme)
    if scheme.standings and on.under == scheme.standings[-1].code:
        yield problems.NothingUnder(f"{path}.under", {"standing": on.under})
    if not _LEAST_PROBABILITY <= on.probability < 1:
        yield problems.BadProbability(f"{path}.probability", {"given": on.probability})
    yield from _whole(f"{path}.quarters", on.quarters, most=MOST_QUARTERS)


def _best(path: str, on: OnBest, scheme: Scheme, catalogue: Catalogue) -> Iterator[Problem]:
    yield from _whole(f"{path}.within", on.within)
    yield from _whole(f"{path}.min_sample", on.min_sample)
    facts = catalogue.get(on.best_in)
    if facts is None:
        yield UnknownMetric(f"{path}.best_in", {"metric": on.best_in})
        return
    yield from check_params(f"{path}.params", on.params, facts)
    key = facts.key(on.params)
    counted = not facts.scored and facts.direction == "higher"
    if not counted and key not in judged_keys(scheme, catalogue):
        yield problems.NotJudged(f"{path}.best_in", {"metric": key})


def _direction(path: str, on: MetricCondition, rule: Rule, catalogue: Catalogue) -> Iterator[Problem]:
    facts = catalogue.get(on.metric)
    if facts is None:
        return
    bad, adverse = on.op in WORSE[facts.direction], is_adverse(rule.kind, rule.amount)
    values = {"op": on.op, "metric": on.metric}
    if bad and not adverse:
        yield problems.RewardsBad(f"{path}.op", values)
    if adverse and not bad:
        yield problems.PunishesGood(f"{path}.op", values)


def _effect(path: str, rule: Rule, rules: Rules) -> Iterator[Problem]:
    match rule.effect:
        case Money() as effect:
            yield from _money(path, effect)
        case Honour(honour=title):
            yield from check_text(f"{path}.honour", title)
        case Rectification(rectify_within_days=days):
            yield from _whole(f"{path}.rectify_within_days", days, most=_MOST_DAYS)
        case Points(points=count):
            yield from _whole(f"{path}.points", count)
        case Demerits(demerits=count):
            yield from _whole(f"{path}.demerits", count)
    unit = rule.unit
    if unit is not None and (unit == POINTS or unit in currencies()) and unit not in rules.second_person_above:
        yield problems.NoLimit(path, {"unit": rule.unit})


def _money(path: str, effect: Money) -> Iterator[Problem]:
    if effect.money == 0:
        yield problems.NotAmount(f"{path}.money")
    if effect.currency not in currencies():
        yield problems.UnknownCurrency(f"{path}.currency", {"currency": effect.currency})
        return
    yield from _fine(f"{path}.money", effect.money, effect.currency)


def _fine(path: str, amount: Decimal, unit: str) -> Iterator[Problem]:
    """The ledger takes no amount that its unit cannot be counted in."""
    digits = decimals(unit)
    if amount % Decimal(1).scaleb(-digits):
        yield problems.AmountTooFine(path, {"amount": amount, "currency": unit, "digits": digits})


def _cap(path: str, rule: Rule) -> Iterator[Problem]:
    if rule.cap_per_year is None:
        return
    if rule.amount is None:
        yield problems.CapOfNoAmount(path)
    elif rule.cap_per_year < abs(rule.amount):
        yield problems.CapBelowAmount(path, {"cap": rule.cap_per_year, "amount": abs(rule.amount)})
    elif rule.unit == POINTS or rule.unit in currencies():
        yield from _fine(path, rule.cap_per_year, rule.unit)


def _same_fact(path: str, rule: Rule, scheme: Scheme) -> Iterator[Problem]:
    """What takes something by way of the ledger rests on no fact that has lowered a criterion, unless it says so."""
    if rule.repeats_criterion or not rule.punishes:
        return
    judged = {criterion.metric for criterion in scheme.criteria}
    both = sorted(judged & _metrics_of(rule, scheme))
    if both:
        yield problems.SameFactTwice(path, {"metric": ", ".join(both)})


def _metrics_of(rule: Rule, scheme: Scheme) -> frozenset[str]:
    """The metrics that tell of the very fact on which a rule rests."""
    match rule.on:
        case MetricCondition(metric=metric) | OnBest(best_in=metric):
            return frozenset({metric})
        case OnEvent(event=kind):
            return COUNTED_BY[kind]
        case OnGate(gate=code):
            gates = [gate.when for gate in scheme.gates if gate.code == code]
            return frozenset(when.metric for when in gates if isinstance(when, MetricCondition))
        case _:
            return frozenset()
