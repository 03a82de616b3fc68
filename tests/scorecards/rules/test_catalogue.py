import pytest

from network.scorecards.rules.catalogue import MetricFacts, metric_key
from network.scorecards.rules.scheme import LocalText, metrics_of
from tests.scorecards.rules.cases import BANDS, CATALOGUE, WITHIN, criterion, gate, scheme


def test_a_metric_key_names_its_parameters_in_order() -> None:
    assert metric_key("repair_within_target", {"target_hours": 24}) == "repair_within_target(target_hours=24)"
    assert metric_key("m", {"days": 30, "clock": "business"}) == "m(clock=business,days=30)"
    assert metric_key("no_fault_return_rate", {}) == "no_fault_return_rate"


def test_a_parameter_that_is_left_out_has_its_default_in_the_key() -> None:
    facts = CATALOGUE["repair_within_target"]
    assert facts.key({}) == facts.key({"target_hours": 24}) == WITHIN
    assert facts.key({"target_hours": 48}) == "repair_within_target(target_hours=48)"


def test_a_rate_must_be_a_fraction() -> None:
    with pytest.raises(ValueError, match="a rate is a fraction"):
        MetricFacts("complaint_rate", "per_hundred", "lower", is_rate=True)


def test_a_scheme_asks_once_for_each_metric_of_its_criteria_and_gates() -> None:
    asking = scheme(
        criterion("repair_within_target", 5_000),
        criterion("no_fault_return_rate", 5_000),
        gates=(
            gate("no_fault_return_rate", ">=", "0.38", "pass", use="adjusted"),
            gate("repair_within_target", "<", "0.5", "pass", params={"target_hours": 48}),
            gate("overcharging_cases", ">=", "1", "pass"),
        ),
    )
    calls = metrics_of(asking, CATALOGUE)
    assert list(calls) == [
        WITHIN,
        "no_fault_return_rate",
        "repair_within_target(target_hours=48)",
        "overcharging_cases",
    ]
    assert calls[WITHIN].params == {"target_hours": 24}


def test_a_scheme_knows_the_places_of_its_standings() -> None:
    judging = scheme(criterion("audit_score"))
    assert [judging.place(band.code) for band in BANDS] == [0, 1, 2, 3, 4]
    with pytest.raises(KeyError, match="gold"):
        judging.place("gold")


def test_a_text_of_a_scheme_is_read_in_the_readers_language() -> None:
    label = LocalText(en="Five stars", zh_CN="五星")
    assert (label.in_language("en"), label.in_language("zh_CN")) == ("Five stars", "五星")
