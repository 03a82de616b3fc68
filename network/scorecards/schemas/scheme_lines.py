"""The parts of a scheme as the fields of a form, and back. What cannot be read is told all at once, by field.

Fractions are typed in percent, weights too: people say 95 %, not 0.95.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.scorecards.errors import BadSchemeForm
from network.scorecards.rules.catalogue import MetricFacts, Unit
from network.scorecards.rules.scheme import (
    CertificationCondition,
    Criterion,
    CurvePoint,
    Gate,
    LocalText,
    MetricCondition,
    Scheme,
    Standing,
)

CERTIFICATION = "certification"
SPARE_ROWS = 2
MOST_ROWS = 30

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,8})?")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_HUNDRED = Decimal(100)

Typed = Mapping[str, str]


class Reader:
    """Reads what was typed, and keeps what is wrong with it by field."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.wrong: dict[str, Text] = {}

    def text(self, name: str) -> str:
        return self.typed.get(name, "").strip()

    def number(self, name: str) -> Decimal:
        written = self.text(name)
        if not _NUMBER.fullmatch(written):
            self.wrong[name] = _("Write a number, such as 95 or 0.5.")
            return Decimal(0)
        return Decimal(written)

    def whole(self, name: str) -> int:
        written = self.text(name)
        if not _WHOLE.fullmatch(written):
            self.wrong[name] = _("Write a whole number.")
            return 0
        return int(written)

    def value(self, name: str, unit: Unit) -> Decimal:
        """A value of a metric; a fraction is typed in percent."""
        return self.number(name) / _HUNDRED if unit == "fraction" else self.number(name)

    def weight(self, name: str) -> int:
        """Basis points, from a percentage of two decimals."""
        points = self.number(name) * _HUNDRED
        if points != int(points):
            self.wrong[name] = _("A weight has two decimals at most.")
        return int(points)

    def choice(self, name: str, *choices: str) -> str:
        if self.text(name) not in choices:
            self.wrong[name] = _("Choose one.")
        return self.text(name)

    def rows(self, *names: str) -> Iterator[int]:
        """The numbers of the rows of which anything was typed."""
        for place in range(MOST_ROWS):
            if any(self.text(f"{name}_{place}") for name in names):
                yield place

    def check(self) -> None:
        """BadSchemeForm when anything could not be read."""
        if self.wrong:
            raise BadSchemeForm(self.wrong)


def heading_fields(scheme: Scheme) -> dict[str, str]:
    return {
        "name": scheme.name.en,
        "name_zh": scheme.name.zh_CN,
        "effective_from": scheme.effective_from or "",
        "min_coverage": plain(scheme.min_coverage * _HUNDRED),
        "reporting_duty": "yes" if scheme.reporting_duty else "",
    }


def heading_of(typed: Typed) -> dict[str, Any]:
    """What a heading changes. BadSchemeForm."""
    reader = Reader(typed)
    found = {
        "name": LocalText(en=reader.text("name"), zh_CN=reader.text("name_zh")),
        "effective_from": reader.text("effective_from") or None,
        "min_coverage": reader.value("min_coverage", "fraction"),
        "reporting_duty": bool(reader.text("reporting_duty")),
    }
    reader.check()
    return found


def criterion_fields(criterion: Criterion, facts: MetricFacts) -> dict[str, str]:
    curve: dict[str, str] = {}
    for place, point in enumerate(criterion.curve):
        curve |= {f"value_{place}": shown(point.value, facts.unit), f"points_{place}": plain(point.points)}
    return {
        "code": criterion.code,
        "weight": plain(Decimal(criterion.weight) / _HUNDRED),
        "min_sample": str(criterion.min_sample),
        "shrink": str(criterion.shrink),
        "absent": criterion.absent,
        **{f"param_{name}": str(criterion.params.get(name, facts.params[name])) for name in facts.params},
        **curve,
    }


def criterion_of(typed: Typed, facts: MetricFacts) -> Criterion:
    """BadSchemeForm names every field that cannot be read; whether it makes sense is told later."""
    reader = Reader(typed)
    absent = reader.choice("absent", "leaves", "not_reported")
    found = {
        "code": reader.text("code") or facts.code,
        "metric": facts.code,
        "params": {name: reader.whole(f"param_{name}") for name in facts.params},
        "weight": reader.weight("weight"),
        "curve": curve_of(reader, facts.unit),
        "min_sample": reader.whole("min_sample"),
        "shrink": reader.whole("shrink"),
        "absent": absent,
    }
    reader.check()
    return Criterion.model_validate(found)


def curve_of(reader: Reader, unit: Unit) -> tuple[CurvePoint, ...]:
    """The rows of which either half was typed, in their order."""
    return tuple(
        CurvePoint(reader.value(f"value_{place}", unit), reader.number(f"points_{place}"))
        for place in reader.rows("value", "points")
    )


def gate_fields(gate: Gate, facts: MetricFacts | None) -> dict[str, str]:
    """`facts`: of the metric that it compares; None for one about the certification."""
    found = {"code": gate.code, "cap": gate.cap, "reason": gate.reason.en, "reason_zh": gate.reason.zh_CN}
    when = gate.when
    if isinstance(when, MetricCondition) and facts:
        found |= {"op": when.op, "value": shown(when.value, facts.unit), "use": when.use}
        found |= {f"param_{name}": str(when.params.get(name, facts.params[name])) for name in facts.params}
        found["min_sample"] = str(when.min_sample)
    return found


def gate_of(typed: Typed, facts: MetricFacts | None) -> Gate:
    """BadSchemeForm."""
    reader = Reader(typed)
    when: MetricCondition | CertificationCondition = CertificationCondition(certification="not_valid")
    if facts:
        condition = {
            "metric": facts.code,
            "params": {name: reader.whole(f"param_{name}") for name in facts.params},
            "op": reader.choice("op", ">=", ">", "<=", "<"),
            "value": reader.value("value", facts.unit),
            "use": reader.choice("use", "raw", "adjusted"),
            "min_sample": reader.whole("min_sample"),
        }
        reader.check()
        when = MetricCondition.model_validate(condition)
    cap, reason = reader.text("cap"), LocalText(en=reader.text("reason"), zh_CN=reader.text("reason_zh"))
    if not cap:
        reader.wrong["cap"] = _("Choose one.")
    reader.check()
    return Gate(code=reader.text("code"), when=when, cap=cap, reason=reason)


def standing_fields(standings: tuple[Standing, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for place, standing in enumerate(standings):
        found |= {
            f"code_{place}": standing.code,
            f"from_score_{place}": plain(standing.from_score),
            f"label_{place}": standing.label.en,
            f"label_zh_{place}": standing.label.zh_CN,
        }
    return found


def standings_of(typed: Typed) -> tuple[Standing, ...]:
    """Rows that were emptied are gone. BadSchemeForm."""
    reader = Reader(typed)
    found = tuple(
        Standing(
            code=reader.text(f"code_{place}"),
            from_score=reader.number(f"from_score_{place}"),
            label=LocalText(en=reader.text(f"label_{place}"), zh_CN=reader.text(f"label_zh_{place}")),
        )
        for place in reader.rows("code", "from_score", "label", "label_zh")
    )
    reader.check()
    return found


def weights_of(typed: Typed, count: int) -> list[int]:
    """Basis points of so many criteria. BadSchemeForm."""
    reader = Reader(typed)
    found = [reader.weight(f"weight_{place}") for place in range(count)]
    reader.check()
    return found


def shown(value: Decimal, unit: Unit) -> str:
    """A value of a metric as it is typed."""
    return plain(value * _HUNDRED if unit == "fraction" else value)


def plain(value: Decimal) -> str:
    """Without superfluous zeros or an exponent."""
    return f"{value.normalize():f}"
