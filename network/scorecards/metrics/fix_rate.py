from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, share
from network.scorecards.metrics.turnaround import READY_IN_PERIOD
from network.scorecards.rules.catalogue import MetricFacts

COUNTS = "r.outcome in ('repaired', 'replaced')"

METRIC = Metric(
    facts=MetricFacts("fix_rate", "fraction", "higher", is_rate=True, fed_by_reports=True),
    label=_("Repaired or replaced"),
    definition=_(
        "Of the orders made ready in the period with a known outcome, the share repaired or replaced. Orders with a "
        "fault that headquarters has marked as the product's are left out."
    ),
    source="repair_order",
    belongs=f"{READY_IN_PERIOD} and r.outcome is not null",
    counts=COUNTS,
    measure=share(COUNTS),
    out_of=_("orders made ready with a known outcome"),
    counted=_("repaired or replaced"),
    improved=_("%(records)s more repaired or replaced"),
    columns=("product", "ready_at", "outcome"),
)
