from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric
from network.scorecards.metrics.turnaround import READY_IN_PERIOD
from network.scorecards.rules.catalogue import MetricFacts

# Whatever was decided later does not exist yet.
COUNTS = "r.share > 0 and r.decided_at <= $3::timestamptz"
SHARE = f"coalesce(sum(r.share) filter (where {COUNTS}), 0)"

METRIC = Metric(
    facts=MetricFacts("complaint_rate", "per_hundred", "lower", is_rate=False),
    label=_("Complaints per 100 orders"),
    definition=_(
        "Substantiated complaints that came in during the period, for each hundred orders made ready in it. What the "
        "site had to answer for counts whole, what it shared with another by half, everything else not at all."
    ),
    source="complaint",
    belongs="r.received_at >= c.starts and r.received_at < c.ends",
    counts=COUNTS,
    among=READY_IN_PERIOD,
    measure=(
        f"{SHARE} as numerator, b.orders::numeric / 100 as denominator,\n"
        f"           {SHARE} / nullif(b.orders::numeric / 100, 0) as value, b.orders as sample_size"
    ),
    out_of=_("orders made ready"),
    columns=("branch", "severity", "received_at", "responsible", "share"),
)
