from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, share
from network.scorecards.rules.catalogue import MetricFacts

COUNTS = "r.finding in ('no_fault_found', 'user_education') and r.reversed_at is null"

METRIC = Metric(
    facts=MetricFacts("no_fault_return_rate", "fraction", "lower", is_rate=True),
    label=_("No-fault returns to HQ"),
    definition=_(
        "Of the units that HQ inspected in the period, the share without a fault (none found, or the customer needed "
        "instruction). Left out: recalls, returns HQ asked for, damage in transit. A finding is reversed when the same "
        "serial comes back within 30 days and HQ confirms a fault."
    ),
    source="hq_return",
    belongs=(
        "r.inspected_at >= c.starts and r.inspected_at < c.ends and not r.requested_by_hq "
        "and r.finding not in ('recall', 'transit_damage')"
    ),
    counts=COUNTS,
    measure=share(COUNTS),
    out_of=_("units inspected by HQ"),
    counted=_("without a fault"),
    improved=_("%(records)s fewer without a fault"),
    columns=("product", "order_no", "shipped_at", "inspected_at", "finding", "reversed_at"),
)
