"""Which rules of a scheme are refused, and with which words."""

import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from network.foundation.documents.plain_yaml import read_yaml
from network.scorecards.rules.consequences import Rules
from network.scorecards.rules.document import dump_scheme, load_scheme
from network.scorecards.rules.problems import SchemeUnreadable
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.validation import validate_scheme
from tests.scorecards.rules.cases import CATALOGUE, NO_FAULT_CURVE, SCHEMES, criterion, gate, plain_scheme, scheme

SHIPPED = (Path(__file__).parent / "rules.yaml").read_text(encoding="utf-8")
NAME = {"en": "A rule", "zh_CN": "规则"}
# Adopted before there were rules: what is stored of them must never change.
_BEFORE = "authorized-site-4.yaml"


def written(*rules: dict[str, Any], **section: Any) -> str:
    """A scheme with one criterion on audits, a gate on overcharging, and these rules, as YAML."""
    base = dump_scheme(plain_scheme(gates=(gate("overcharging_cases", ">=", "1", "pass"),)))
    given = {"second_person_above": {"CNY": 5000, "JPY": 90000, "points": 200}, **section, "consequences": list(rules)}
    return base + yaml.safe_dump(json.loads(json.dumps({"rules": given})), allow_unicode=True, sort_keys=False)


def rule(on: dict[str, Any], effect: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"code": "one", "name": NAME, "on": on, "effect": effect, **fields}


def problems(*rules: dict[str, Any], **section: Any) -> list[tuple[str, str]]:
    return [(found.path, found.code) for found in validate_scheme(load_scheme(written(*rules, **section)), CATALOGUE)]


FAIL, CNY, WARN = {"standing": "fail"}, {"money": -100, "currency": "CNY"}, {"warning": True}
AUDIT = {"metric": "audit_score", "op": "<", "value": 60}
R = "rules.consequences[0]"

WRONG = [
    (rule({"standing": "gold"}, WARN), f"{R}.on.standing", "no_such_standing"),
    (rule({"standing": "unrated"}, WARN), f"{R}.on.standing", "no_such_standing"),
    (rule({"standing": "fail", "quarters": 0}, WARN), f"{R}.on.quarters", "too_small"),
    (rule({"standing": "fail", "quarters": 9}, WARN), f"{R}.on.quarters", "too_large"),
    (rule({"rank_within": 0}, {"points": 5}), f"{R}.on.rank_within", "too_small"),
    (rule({"gate": "dropped"}, WARN), f"{R}.on.gate", "no_such_gate"),
    (rule({"metric": "courtesy", "op": "<", "value": 1}, WARN), f"{R}.on.metric", "unknown_metric"),
    (rule({"metric": "audit_score", "op": "<", "value": 101}, WARN), f"{R}.on.value", "value_outside"),
    (rule({**AUDIT, "params": {"days": 3}}, WARN), f"{R}.on.params.days", "unknown_parameter"),
    (rule({**AUDIT, "op": ">"}, WARN), f"{R}.on.op", "punishes_good"),
    (rule(AUDIT, {"points": 5}), f"{R}.on.op", "rewards_bad"),
    (
        rule({"metric": "fix_rate", "op": "<", "value": 0.5, "use": "adjusted"}, WARN),
        f"{R}.on.use",
        "gate_needs_criterion",
    ),
    (rule({"best_in": "courtesy"}, {"points": 5}), f"{R}.on.best_in", "unknown_metric"),
    (rule({"best_in": "fix_rate"}, {"points": 5}), f"{R}.on.best_in", "not_judged"),
    (rule({"best_in": "falsifications"}, {"points": 5}), f"{R}.on.best_in", "not_judged"),
    (rule({"best_in": "audit_score", "within": 0}, {"points": 5}), f"{R}.on.within", "too_small"),
    (rule({"most_improved": 0, "at_least": 5}, {"points": 5}), f"{R}.on.most_improved", "too_small"),
    (rule({"most_improved": 1, "at_least": 0}, {"points": 5}), f"{R}.on.at_least", "too_small"),
    (rule({"under": "fail"}, WARN), f"{R}.on.under", "nothing_under"),
    (rule({"under": "pass", "probability": 0.89}, WARN), f"{R}.on.probability", "bad_probability"),
    (rule({"under": "pass", "probability": 1}, WARN), f"{R}.on.probability", "bad_probability"),
    (rule(FAIL, {"propose": "withdrawal"}), f"{R}.on", "not_grounds"),
    (rule({"under": "pass", "quarters": 1}, {"propose": "suspension"}), f"{R}.on", "not_grounds"),
    (rule(FAIL, {"money": 0, "currency": "CNY"}), f"{R}.effect.money", "not_amount"),
    (rule(FAIL, {"money": -5, "currency": "XYZ"}), f"{R}.effect.currency", "unknown_currency"),
    (rule(FAIL, {"money": -100.5, "currency": "JPY"}), f"{R}.effect.money", "amount_too_fine"),
    (rule(FAIL, {"money": -100.125, "currency": "CNY"}), f"{R}.effect.money", "amount_too_fine"),
    (rule(FAIL, {"money": -100, "currency": "EUR"}), f"{R}.effect", "no_limit"),
    (rule(FAIL, {"points": 0}), f"{R}.effect.points", "too_small"),
    (rule(FAIL, {"points": -5}), f"{R}.effect.points", "too_small"),
    (rule(FAIL, {"demerits": 0}), f"{R}.effect.demerits", "too_small"),
    (rule(FAIL, {"honour": {"en": "Star", "zh_CN": " "}}), f"{R}.effect.honour.zh_CN", "blank"),
    (rule(FAIL, {"rectify_within_days": 0}), f"{R}.effect.rectify_within_days", "too_small"),
    (rule(FAIL, WARN, cap_per_year=5), f"{R}.cap_per_year", "cap_of_no_amount"),
    (rule(FAIL, CNY, cap_per_year=50), f"{R}.cap_per_year", "cap_below_amount"),
    (rule(FAIL, CNY, cap_per_year=100.125), f"{R}.cap_per_year", "amount_too_fine"),
    (rule(FAIL, {"points": 5}, cap_per_year=12.5), f"{R}.cap_per_year", "amount_too_fine"),
    (rule(FAIL, CNY, scope={"kinds": []}), f"{R}.scope.kinds", "no_kinds"),
    (rule(FAIL, CNY, code="7th"), f"{R}.code", "bad_code"),
    (rule(AUDIT, CNY), R, "same_fact_twice"),
    (rule({"event": "critical_failure"}, {"demerits": 3}), R, "same_fact_twice"),
]


@pytest.mark.parametrize(("wrong", "path", "code"), WRONG)
def test_a_rule_with_a_mistake_is_refused_at_its_place(wrong: dict[str, Any], path: str, code: str) -> None:
    assert problems(wrong) == [(path, code)]


@pytest.mark.parametrize(
    ("section", "path", "code"),
    [
        ({"appeal_days": 0}, "rules.appeal_days", "too_small"),
        ({"demerits_for_probation": 0}, "rules.demerits_for_probation", "too_small"),
        ({"second_person_above": {"ABC": 1}}, "rules.second_person_above.ABC", "unknown_currency"),
        ({"second_person_above": {"CNY": -1}}, "rules.second_person_above.CNY", "too_small"),
    ],
)
def test_what_holds_for_all_rules_is_checked_too(section: dict[str, Any], path: str, code: str) -> None:
    assert problems(rule(FAIL, WARN), **section) == [(path, code)]


def test_two_rules_of_one_code_are_refused() -> None:
    assert problems(rule(FAIL, WARN), rule(FAIL, WARN)) == [("rules.consequences", "repeated")]


def test_every_mistake_is_named_at_once() -> None:
    wrong = rule({"standing": "gold", "quarters": 0}, {"money": 0, "currency": "XYZ"}, scope={"kinds": []})
    assert [code for _path, code in problems(wrong)] == [
        "no_such_standing",
        "too_small",
        "not_amount",
        "unknown_currency",
        "no_kinds",
    ]


@pytest.mark.parametrize(
    ("wrong", "path", "code"),
    [
        (rule({"mood": "bad"}, WARN), f"{R}.on", "no_cause"),
        (rule(FAIL, {"flogging": 3}), f"{R}.effect", "no_effect"),
        (rule({"standing": "fail", "gate": "x"}, WARN), f"{R}.on.gate", "unexpected"),
        (rule({"standing": 5}, WARN), f"{R}.on.standing", "not_text"),
        (rule({"event": "theft"}, WARN), f"{R}.on.event", "not_choice"),
        (rule(FAIL, {"warning": False}), f"{R}.effect.warning", "not_choice"),
        (rule(FAIL, {"demerits": 1.5}), f"{R}.effect.demerits", "not_whole_number"),
        (rule(FAIL, {"propose": "flogging"}), f"{R}.effect.propose", "not_choice"),
    ],
)
def test_a_rule_of_another_form_is_refused_at_its_place(wrong: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(SchemeUnreadable) as refusal:
        load_scheme(written(wrong))
    assert [(found.path, found.code) for found in refusal.value.problems] == [(path, code)]


@pytest.mark.parametrize(
    "right",
    [
        rule(AUDIT, CNY, repeats_criterion=True),
        rule(AUDIT, WARN),
        rule({"gate": "overcharging_cases-pass"}, {"demerits": 6}),
        rule({"event": "overcharging"}, {"demerits": 6}),
        rule(FAIL, {"money": -100, "currency": "JPY"}),
    ],
)
def test_a_fact_is_punished_through_a_marked_rule_or_where_no_criterion_judges_it(right: dict[str, Any]) -> None:
    assert problems(right) == []


def test_a_gate_on_what_a_criterion_judges_is_no_second_punishment_either() -> None:
    judged = scheme(
        criterion("no_fault_return_rate", curve=NO_FAULT_CURVE),
        gates=(gate("no_fault_return_rate", ">=", "0.38", "pass"),),
        rules=Rules.model_validate_json(
            '{"second_person_above": {"CNY": "1"}, "consequences": [{"code": "one", "name": {"en": "a", "zh_CN": "b"}, '
            '"on": {"gate": "no_fault_return_rate-pass"}, "effect": {"money": "-1", "currency": "CNY"}}]}'
        ),
    )
    assert [found.code for found in validate_scheme(judged, CATALOGUE)] == ["same_fact_twice"]


def test_the_shipped_rules_are_sound_and_read_back_as_they_are() -> None:
    judged = scheme(
        criterion("no_fault_return_rate", curve=NO_FAULT_CURVE),
        rules=Rules.model_validate_json(_json(SHIPPED)),
    )
    assert validate_scheme(judged, CATALOGUE) == []
    assert load_scheme(dump_scheme(judged)) == judged
    assert Scheme.model_validate(judged.as_document(), strict=False) == judged


def test_a_document_from_before_there_were_rules_is_stored_as_it_was() -> None:
    kept = load_scheme((SCHEMES / _BEFORE).read_text(encoding="utf-8"))
    assert "rules" not in kept.as_document()
    assert "rules" not in dump_scheme(kept)
    assert sha256(kept.model_dump_json(exclude_none=True).encode()).hexdigest() == (
        sha256(kept.model_copy(update={"rules": None}).model_dump_json(exclude_none=True).encode()).hexdigest()
    )


def test_a_cap_and_a_limit_are_exact() -> None:
    rules = Rules.model_validate_json(_json(SHIPPED))
    assert rules.second_person_above == {"CNY": Decimal(5000), "points": Decimal(200)}


def _json(text: str) -> str:
    return json.dumps(read_yaml(text), default=str)
