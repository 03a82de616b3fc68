from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, percentile
from network.scorecards.rules.catalogue import MetricFacts

READY_IN_PERIOD = "r.ready_at >= c.starts and r.ready_at < c.ends"
COLUMNS = ("product", "received_at", "hold_hours", "ready_at", "turnaround_hours")

MEDIAN = Metric(
    facts=MetricFacts("turnaround_median_h", "hours", "lower", is_rate=False, fed_by_reports=True),
    label=_("Turnaround, median"),
    definition=_(
        "Half of the orders made ready in the period took no longer than this, from receipt to ready, without the time "
        "on hold for the customer."
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
    definition=_("Nine in ten of the orders made ready in the period took no longer than this."),
    source="repair_order",
    belongs=READY_IN_PERIOD,
    counts="true",
    measure=percentile("r.turnaround_hours", "0.9"),
    out_of=_("orders made ready"),
    columns=COLUMNS,
)
