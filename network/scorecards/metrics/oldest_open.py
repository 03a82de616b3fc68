from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric
from network.scorecards.rules.catalogue import MetricFacts

AGE = "extract(epoch from (c.ends - min(r.received_at))) / 3600"

METRIC = Metric(
    facts=MetricFacts("oldest_open_h", "hours", "lower", is_rate=False, fed_by_reports=True, scored=False),
    label=_("Oldest open order"),
    definition=_("Age, at the end of the period, of the oldest order still open then. Shown, not scored."),
    source="repair_order",
    # Written as its index is (LEAST passes over nulls), which finds the few open orders among all that ever were.
    belongs="r.received_at < c.ends and coalesce(least(r.ready_at, r.cancelled_at), 'infinity') >= c.ends",
    counts="true",
    measure=(
        f"coalesce({AGE}, 0) as numerator, (count(*) > 0)::int::numeric as denominator,\n"
        f"           {AGE} as value, count(*) as sample_size"
    ),
    out_of=_("orders still open at the end of the period"),
    columns=("product", "received_at", "hold_hours", "ready_at"),
)
