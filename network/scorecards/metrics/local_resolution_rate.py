from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, share
from network.scorecards.metrics.turnaround import READY_IN_PERIOD
from network.scorecards.rules.catalogue import MetricFacts

COUNTS = "not r.sent_to_hq"

METRIC = Metric(
    facts=MetricFacts("local_resolution_rate", "fraction", "higher", is_rate=True, fed_by_reports=True),
    label=_("Resolved at the site"),
    definition=_(
        "Of the orders made ready in the period, the share that was not sent to HQ. Orders with a fault that "
        "headquarters has marked as the product's are left out."
    ),
    source="repair_order",
    belongs=READY_IN_PERIOD,
    counts=COUNTS,
    measure=share(COUNTS),
    out_of=_("orders made ready"),
    counted=_("not sent to HQ"),
    improved=_("%(records)s more resolved at the site"),
    columns=("product", "ready_at", "sent_to_hq", "outcome"),
)
