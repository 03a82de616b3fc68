from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric
from network.scorecards.metrics.turnaround import READY_IN_PERIOD
from network.scorecards.rules.catalogue import MetricFacts

COUNTS = "r.state = 'substantiated' and r.decided_at <= $3::timestamptz"
CASES = f"count(*) filter (where {COUNTS})"
# Whoever repaired nothing can not have charged too much: unknown, unless a case says otherwise.
SAMPLE = "greatest(b.orders, count(*))"

METRIC = Metric(
    facts=MetricFacts("overcharging_cases", "count", "lower", is_rate=False, scored=False),
    label=_("Cases of overcharging"),
    definition=_(
        "How many charges of the period headquarters found to be too much: above the price list in force, or for a "
        "repair under warranty. An order counts once, whoever complained of it. A gate, not a criterion."
    ),
    source="overcharge_case",
    # $1 and $2 are those of the clock: the site's day of the charge.
    belongs="r.charged_on >= $1::date and r.charged_on < $2::date",
    counts=COUNTS,
    among=READY_IN_PERIOD,
    measure=(
        f"{CASES}::numeric as numerator, ({SAMPLE} > 0)::int::numeric as denominator,\n"
        f"           case when {SAMPLE} > 0 then {CASES}::numeric end as value, {SAMPLE} as sample_size"
    ),
    out_of=_("orders made ready, and charges that are suspected"),
    columns=("charged_on", "charge", "highest", "state"),
)
