from datetime import date
from decimal import Decimal

from network.foundation.i18n import lazy as _
from network.foundation.periods import Quarter
from network.scorecards.metrics.metric import Metric
from network.scorecards.rules.catalogue import MetricFacts

# By age in quarters: a visit of this quarter, of the one before it, and so on.
WEIGHTS = (Decimal("1.00"), Decimal("0.75"), Decimal("0.50"), Decimal("0.25"))

_AGE = (
    "((extract(year from $1::date) - extract(year from r.visited_on)) * 4"
    " + extract(quarter from $1::date) - extract(quarter from r.visited_on))::int"
)
WEIGHT = f"(array[{', '.join(map(str, WEIGHTS))}])[{_AGE} + 1]"

# Past appeal at the moment of computing: nobody may appeal any more, and of what was lodged nothing is open.
BELONGS = (
    f"{_AGE} between 0 and {len(WEIGHTS) - 1} and r.visited_on < $2::date and r.appeal_until <= $3::timestamptz "
    "and not exists (select from audit_appeal p where p.audit = r.id and p.lodged_at <= $3::timestamptz "
    "and (p.state = 'open' or p.decided_at > $3::timestamptz))"
)

METRIC = Metric(
    facts=MetricFacts("audit_score", "points", "higher", is_rate=False),
    label=_("Score of audits"),
    definition=_(
        "The mean of the final scores of mystery visits and calls in this quarter and the three before it, by weight: "
        "1 for this quarter, then 0.75, 0.5 and 0.25. An audit counts once it is published and past appeal; one that "
        "was voided does not."
    ),
    source="audit",
    belongs=BELONGS,
    counts="true",
    measure=(
        f"coalesce(sum({WEIGHT} * r.score), 0) as numerator, coalesce(sum({WEIGHT}), 0) as denominator,\n"
        f"           sum({WEIGHT} * r.score) / nullif(sum({WEIGHT}), 0) as value, count(*) as sample_size"
    ),
    out_of=_("audits past appeal"),
    columns=("score", "weight", "critical_failures"),
)


def weight(visited_on: date, period: Quarter) -> Decimal:
    """What an audit that belongs to this quarter weighs; the same as in SQL."""
    seen = Quarter.of(visited_on)
    return WEIGHTS[(period.year - seen.year) * 4 + period.number - seen.number]
