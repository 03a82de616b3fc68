from decimal import Decimal
from typing import Any

import pytest

from network.scorecards.rules.document import load_scheme
from network.scorecards.rules.measurement import Measurement, Pool
from network.scorecards.rules.results import SiteScore, Unrated
from network.scorecards.rules.scheme import UNRATED, CertificationCondition, Gate, Scheme
from network.scorecards.rules.scoring import score_network
from tests.scorecards.rules.cases import (
    CATALOGUE,
    NO_FAULT_CURVE,
    SCHEMES,
    criterion,
    gate,
    level,
    plain_scheme,
    rate,
    scheme,
    site,
    text,
)

OVERCHARGING = gate("overcharging_cases", ">=", "1", "pass")
CERTIFICATION = Gate(
    code="certification",
    when=CertificationCondition(certification="not_valid"),
    cap=UNRATED,
    reason=text("No certificate."),
)


def card(judging: Scheme, numbers: dict[str, Measurement], **fields: Any) -> SiteScore:
    return score_network(judging, CATALOGUE, [site("a", numbers, **fields)]).sites["a"]


def test_a_gate_caps_the_standing_and_never_the_score() -> None:
    numbers = {"audit_score": level(97), "overcharging_cases": level(1)}
    capped = card(plain_scheme(gates=(OVERCHARGING,)), numbers)
    assert (capped.overall, capped.band, capped.standing) == (Decimal("97.00"), "five_star", "pass")
    assert capped.network_rank is not None


def test_a_gate_that_does_not_hold_leaves_no_trace() -> None:
    for numbers in ({"audit_score": level(97), "overcharging_cases": level(0)}, {"audit_score": level(97)}):
        free = card(plain_scheme(gates=(OVERCHARGING,)), numbers)
        assert (free.standing, free.gates) == ("five_star", ())


def test_all_gates_that_fire_are_listed_and_the_lowest_cap_holds() -> None:
    gates = (
        gate("audit_score", "<", "99", "four_star"),
        OVERCHARGING,
        gate("complaint_rate", ">", "2", "three_star"),
    )
    numbers = {"audit_score": level(97), "overcharging_cases": level(3), "complaint_rate": level("2.5")}
    capped = card(plain_scheme(gates=gates), numbers)
    assert capped.standing == "pass"
    assert [(fired.gate, fired.observed, fired.reason) for fired in capped.gates] == [
        ("audit_score-four_star", Decimal(97), text("audit_score < 99")),
        ("overcharging_cases-pass", Decimal(3), text("overcharging_cases >= 1")),
        ("complaint_rate-three_star", Decimal("2.5"), text("complaint_rate > 2")),
    ]


def test_a_gate_never_lifts_a_standing() -> None:
    low = card(plain_scheme(gates=(OVERCHARGING,)), {"audit_score": level(40), "overcharging_cases": level(1)})
    assert low.standing == "fail"
    assert [fired.lowers for fired in low.gates] == [False]


def test_a_cap_at_the_standing_that_the_score_gives_anyway_lowers_nothing() -> None:
    level_with_it = card(
        plain_scheme(gates=(OVERCHARGING,)), {"audit_score": level(75), "overcharging_cases": level(1)}
    )
    assert level_with_it.standing == "pass"
    assert [fired.lowers for fired in level_with_it.gates] == [False]


@pytest.mark.parametrize(
    ("op", "value", "fires"),
    [
        (">=", "80", True),
        (">", "80", False),
        (">", "79.99", True),
        ("<=", "80", True),
        ("<", "80", False),
        ("<", "80.01", True),
    ],
)
def test_a_gate_compares_as_it_says_at_the_very_edge(op: str, value: str, fires: bool) -> None:
    judged = card(plain_scheme(gates=(gate("audit_score", op, value, "fail"),)), {"audit_score": level(80)})
    assert bool(judged.gates) is fires


class TestTheNoFaultGateOfTheDefaultScheme:
    """no_fault_return_rate >= 0.38, adjusted with shrink 10, sample of 10 or more, caps at three_star."""

    SCHEME = scheme(
        criterion("no_fault_return_rate", 1_000, curve=NO_FAULT_CURVE, shrink=10, min_sample=3),
        criterion("audit_score", 9_000),
        gates=(gate("no_fault_return_rate", ">=", "0.38", "three_star", use="adjusted", min_sample=10),),
    )

    def standing(self, measured: Measurement, pool: Pool, **fields: Any) -> str | None:
        numbers = {"audit_score": level(100), "no_fault_return_rate": measured}
        pooled = {"no_fault_return_rate": pool}
        return score_network(self.SCHEME, CATALOGUE, [site("a", numbers, **fields)], pooled).sites["a"].standing

    def test_it_fires_at_exactly_38_percent(self) -> None:
        assert self.standing(rate(38, 100), Pool(Decimal(38), Decimal(100))) == "three_star"
        assert self.standing(rate(37, 100), Pool(Decimal(38), Decimal(100))) == "four_star"

    def test_it_looks_at_the_adjusted_rate_not_the_raw_one(self) -> None:
        assert self.standing(rate(5, 10), Pool(Decimal(10), Decimal(100))) == "four_star"
        assert self.standing(rate(3, 10), Pool(Decimal(60), Decimal(100))) == "three_star"

    def test_fewer_than_ten_units_cannot_fire_it(self) -> None:
        assert self.standing(rate(9, 9), Pool(Decimal(9), Decimal(10))) == "four_star"

    def test_a_challenged_number_does_not_fire_it(self) -> None:
        held = frozenset({"no_fault_return_rate"})
        assert self.standing(rate(90, 100), Pool(Decimal(38), Decimal(100)), held=held) == "five_star"

    def test_the_shipped_scheme_has_it(self) -> None:
        shipped = load_scheme((SCHEMES / "authorized-site.yaml").read_text("utf-8"))
        [only] = shipped.gates
        assert only.when == self.SCHEME.gates[0].when
        assert only.cap == "three_star"


def test_a_gate_may_look_at_a_criterion_that_has_too_few_records_to_be_scored() -> None:
    judging = scheme(
        criterion("fix_rate", 1_000, min_sample=50),
        criterion("audit_score", 9_000),
        gates=(gate("fix_rate", "<", "0.5", "pass"),),
    )
    assert card(judging, {"audit_score": level(90), "fix_rate": rate(1, 10)}).standing == "pass"


@pytest.mark.parametrize(("valid", "standing"), [(True, "five_star"), (None, "five_star"), (False, None)])
def test_without_a_valid_certification_a_site_is_unrated(valid: bool | None, standing: str | None) -> None:
    judged = card(plain_scheme(gates=(CERTIFICATION,)), {"audit_score": level(97)}, certification_valid=valid)
    assert judged.standing == standing
    assert judged.overall == Decimal("97.00")
    assert judged.unrated == (Unrated.GATE if standing is None else None)
    assert (judged.network_rank is None) is (standing is None)
    assert [fired.gate for fired in judged.gates] == (["certification"] if standing is None else [])
