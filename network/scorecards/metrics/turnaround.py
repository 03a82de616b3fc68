from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, percentile
from network.scorecards.rules.catalogue import MetricFacts

# What the product causes, as HQ has marked it, is no site's doing.
UNMARKED = "r.pattern is null"
READY_IN_PERIOD = f"r.ready_at >= c.starts and r.ready_at < c.ends and {UNMARKED}"
COLUMNS = ("product", "received_at", "hold_hours", "ready_at", "turnaround_hours")

MEDIAN = Metric(
    facts=MetricFacts("turnaround_median_h", "hours", "lower", is_rate=False, fed_by_reports=True),
    label=_("Turnaround, median"),
    definition=_(
        "Half of the orders made ready in the period took no longer than this, from receipt to ready, without the time "
        "on hold for the customer. Orders with a fault that headquarters has marked as the product's are left out."
    ),
    source="repair_order",
    belongs=READY_IN_PERIOD,
    counts="true",
    measure=percentile("r.turnaround_hours", "0.5"),
    out_of=_("orders made ready"),
    columns=COLUMNS,
)

NINE_TENTHS = Metric(
    facts=MetricFacts("turnaround_p90_h", "hours", "lower", is_rate=False, fed_by_reports=True),
    label=_("Turnaround, nine in ten"),
    definition=_(
        "Nine in ten of the orders made ready in the period took no longer than this. Orders with a fault that "
        "headquarters has marked as the product's are left out."
    ),
    source="repair_order",
    belongs=READY_IN_PERIOD,
    counts="true",
    measure=percentile("r.turnaround_hours", "0.9"),
    out_of=_("orders made ready"),
    columns=COLUMNS,
)
