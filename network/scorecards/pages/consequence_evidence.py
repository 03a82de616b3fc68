"""What a proposal rests on, in words: results, the place among the others, what was charged."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from network.foundation.i18n import Language
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.ledger.queries.wording import amount_text
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.pages.texts import listed, quarter_text
from network.scorecards.queries import wording
from network.scorecards.rules.scheme import Scheme
from reports.wording import points_text, value_text

Facts = Mapping[str, Any]


def evidence_of(facts: Facts, scheme: Scheme | None, language: Language) -> list[dict[str, str]]:
    """As `definitions` takes them. What has no words here stays in the record."""

    def points(name: str) -> str:
        return points_text(language, Decimal(facts[name]), 2)

    def standing(name: str) -> str:
        return _standing(facts[name], scheme, language)

    def money(name: str) -> str:
        return amount_text(language, facts.get("currency") or "CNY", Decimal(facts[name]))

    def value(name: str) -> str:
        return _value(facts[name], facts.get("metric"), language)

    def plain(name: str) -> str:
        return str(facts[name])

    def quarters(say: Callable[[Any], str]) -> Callable[[str], str]:
        return lambda name: listed(
            [
                _("%(label)s: %(text)s") % {"label": quarter_text(Quarter.parse(one)), "text": say(of)}
                for one, of in facts[name].items()
            ]
        )

    words: tuple[tuple[str, str, Callable[[str], str]], ...] = (
        ("standings", _("Standing"), quarters(lambda of: _standing(of, scheme, language))),
        ("overall", _("Score"), points),
        ("before", _("Score of the quarter before"), points),
        ("rise", _("Points more than the quarter before"), points),
        ("rank", _("Rank"), plain),
        ("of", _("Of so many sites"), plain),
        ("gate", _("Gate that fired"), lambda name: _gate(facts[name], scheme, language)),
        ("metric", _("Metric"), lambda name: _metric(facts[name])),
        ("value", _("Value"), value),
        ("observed", _("Value"), value),
        ("threshold", _("Threshold"), lambda name: f"{facts.get('op', '')} {value(name)}".strip()),
        ("sample", _("Records"), plain),
        ("under", _("Line"), standing),
        (
            "probabilities",
            _("Probability of lying under the line"),
            quarters(lambda of: language.percent(Decimal(of), 1)),
        ),
        ("order", _("Order"), plain),
        ("charge", _("Charged"), money),
        ("highest", _("Highest price of the list"), money),
        ("on", _("Date"), lambda name: language.date(date.fromisoformat(facts[name]))),
        ("failures", _("Critical failures"), plain),
        ("points", _("Demerit points that count"), plain),
        ("reason", _("Reason"), plain),
    )
    return [
        {"label": label, "value": say(name), "reason": ""} for name, label, say in words if facts.get(name) is not None
    ]


def differences_of(facts: Facts, unit: str | None, scheme: Scheme | None, language: Language) -> list[dict[str, str]]:
    """Of a restated quarter: by rule, what it would give now and what stands."""
    rules = scheme.rules.consequences if scheme and scheme.rules else ()
    names = {rule.code: rule.name.in_language(language.code) for rule in rules}
    return [
        {
            "rule": names.get(line["rule"], line["rule"]),
            "deserved": amount_text(language, unit or "", Decimal(line["deserved"])),
            "stands": amount_text(language, unit or "", Decimal(line["stands"])),
        }
        for line in facts.get("lines", [])
    ]


def _standing(code: str | None, scheme: Scheme | None, language: Language) -> str:
    if code is None:
        return _("Not rated")
    known = scheme.standings if scheme else ()
    return next((each.label.in_language(language.code) for each in known if each.code == code), code)


def _gate(code: str, scheme: Scheme | None, language: Language) -> str:
    known = scheme.gates if scheme else ()
    return next((gate.reason.in_language(language.code) for gate in known if gate.code == code), code)


def _metric(key: str) -> str:
    metric = METRICS.get(key.partition("(")[0])
    return str(metric.label) if metric else key


def _value(text: str, key: str | None, language: Language) -> str:
    metric = FACTS.get((key or "").partition("(")[0])
    if metric is None:
        return text
    return value_text(language, Decimal(text), wording.unit(metric.unit))
