"""The `rules` section of a scheme: which result has which consequence. Each is a proposal; people decide about it.

As with the rest of a scheme the models check shape and types; what is wrong with the meaning is told by
`consequence_validation`. What follows from a quarter is worked out by `drawing`.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from network.ledger.rules.effects import Effect
from network.ledger.rules.units import POINTS
from network.scorecards.rules.catalogue import Parameter
from network.scorecards.rules.measurement import Kind
from network.scorecards.rules.parts import LocalText, MetricCondition, Part


class EventKind(StrEnum):
    """A single thing that happened at a site and was found to be so."""

    OVERCHARGING = "overcharging"
    CRITICAL_FAILURE = "critical_failure"


# Which metrics count such an event too.
COUNTED_BY: Mapping[EventKind, frozenset[str]] = {
    EventKind.OVERCHARGING: frozenset({"overcharging_cases", "complaint_rate"}),
    EventKind.CRITICAL_FAILURE: frozenset({"audit_critical_failures", "audit_score"}),
}


class OnStanding(Part):
    """The standing of the quarter, or the same in each of the last `quarters`."""

    standing: str
    compare: Literal["is", "at_least", "at_most"] = "is"
    quarters: int = 1


class OnRank(Part):
    """Among the first so many, of the network or of each peer group."""

    rank_within: int
    among: Literal["network", "peers"] = "network"


class OnGate(Part):
    """A gate of this scheme has fired."""

    gate: str


class OnEvent(Part):
    """Each single event of the quarter that was substantiated."""

    event: EventKind


class OnBest(Part):
    """The best `within` sites by this metric, as the criterion on it adjusts it, over `min_sample` records or more.

    Of a metric that no criterion can judge and of which more is better: as it was measured.
    """

    best_in: str
    params: Mapping[str, Parameter] = {}
    within: int = 1
    min_sample: int = 1


class OnMostImproved(Part):
    """The `most_improved` sites whose score rose most since the quarter before, and by so many points at least."""

    most_improved: int
    at_least: Decimal


class OnUnder(Part):
    """The true score lies under the start of this standing with this probability, in each of the last `quarters`."""

    under: str
    probability: Decimal = Decimal("0.90")
    quarters: int = 2


class Money(Part):
    """So much to the site, or from it where the amount is negative."""

    money: Decimal
    currency: str


class Points(Part):
    """Merit points for the site; what takes some away are demerits."""

    points: int


class Demerits(Part):
    """Points as on a driving licence; enough of them within twelve months open a probation proposal."""

    demerits: int


class Honour(Part):
    """A title, published with the consent of the site."""

    honour: LocalText


class Warned(Part):
    warning: Literal[True]


class Rectification(Part):
    """An order to put things right within so many days."""

    rectify_within_days: int


class Certification(Part):
    """Only ever a proposal, about which two people decide."""

    propose: Literal["probation", "suspension", "withdrawal"]


_ON = {
    "standing": "/on_standing",
    "rank_within": "/on_rank",
    "gate": "/on_gate",
    "event": "/on_event",
    "best_in": "/on_best",
    "most_improved": "/on_most_improved",
    "under": "/on_under",
    "metric": "/on_metric",
}
_EFFECTS = {
    "money": "/money",
    "points": "/points",
    "demerits": "/demerits",
    "honour": "/honour",
    "warning": "/warning",
    "rectify_within_days": "/rectification",
    "propose": "/certification",
}
ON_FIELDS = tuple(_ON)
EFFECT_FIELDS = tuple(_EFFECTS)


def _tag(part: Any, known: Mapping[str, str]) -> str | None:
    """The form of what is written: by its first telling field. None where there is none."""
    fields = part if isinstance(part, dict) else dict(part) if isinstance(part, Part) else {}
    return next((tag for field, tag in known.items() if field in fields), None)


On = Annotated[
    Annotated[OnStanding, Tag("/on_standing")]
    | Annotated[OnRank, Tag("/on_rank")]
    | Annotated[OnGate, Tag("/on_gate")]
    | Annotated[OnEvent, Tag("/on_event")]
    | Annotated[OnBest, Tag("/on_best")]
    | Annotated[OnMostImproved, Tag("/on_most_improved")]
    | Annotated[OnUnder, Tag("/on_under")]
    | Annotated[MetricCondition, Tag("/on_metric")],
    Discriminator(lambda part: _tag(part, _ON)),
]
EffectPart = Annotated[
    Annotated[Money, Tag("/money")]
    | Annotated[Points, Tag("/points")]
    | Annotated[Demerits, Tag("/demerits")]
    | Annotated[Honour, Tag("/honour")]
    | Annotated[Warned, Tag("/warning")]
    | Annotated[Rectification, Tag("/rectification")]
    | Annotated[Certification, Tag("/certification")],
    Discriminator(lambda part: _tag(part, _EFFECTS)),
]


class Scope(Part):
    """Which sites a rule is about. No peer group named: all of them."""

    kinds: tuple[Kind, ...] = ("franchised",)
    peer_groups: tuple[str, ...] = ()
    not_provisional: bool = False


class Rule(Part):
    """`cap_per_year`: the most that it gives one site, or takes from it, in the quarters of a calendar year.

    `repeats_criterion`: it may punish what has lowered a criterion, or was punished by another rule, already.
    """

    code: str
    name: LocalText
    on: On
    effect: EffectPart
    scope: Scope = Scope()
    cap_per_year: Decimal | None = None
    repeats_criterion: bool = False

    @property
    def kind(self) -> Effect:
        match self.effect:
            case Certification(propose=what):
                return Effect(what)
            case Money():
                return Effect.MONEY
            case Points():
                return Effect.POINTS
            case Demerits():
                return Effect.DEMERITS
            case Honour():
                return Effect.HONOUR
            case Warned():
                return Effect.WARNING
            case Rectification():
                return Effect.RECTIFICATION

    @property
    def amount(self) -> Decimal | None:
        """What enters the ledger, before any cap; None for an effect that does not."""
        match self.effect:
            case Money(money=amount):
                return amount
            case Points(points=count) | Demerits(demerits=count):
                return Decimal(count)
            case _:
                return None

    @property
    def unit(self) -> str | None:
        match self.effect:
            case Money(currency=currency):
                return currency
            case Points() | Demerits():
                return POINTS
            case _:
                return None

    @property
    def punishes(self) -> bool:
        """Whether it takes something from a site by way of the ledger."""
        amount = self.amount
        return amount is not None and (amount < 0 or self.kind is Effect.DEMERITS)


class Rules(Part):
    """`second_person_above`: the amount of each unit above which a second person must agree."""

    appeal_days: int = 14
    demerits_for_probation: int = 12
    second_person_above: Mapping[str, Decimal] = {}
    consequences: tuple[Rule, ...]
