from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, share
from network.scorecards.metrics.turnaround import UNMARKED
from network.scorecards.rules.catalogue import MetricFacts

# Due-based: an order counts exactly once, in the period in which its promise falls due; an open one cannot hide.
DUE_AT = "r.promise_base_at + interval '{target_hours} hours'"
COUNTS = f"r.ready_at <= {DUE_AT}"

METRIC = Metric(
    facts=MetricFacts(
        "repair_within_target", "fraction", "higher", is_rate=True, fed_by_reports=True, params={"target_hours": 24}
    ),
    label=_("Repairs within %(target_hours)s hours"),
    definition=_(
        "Of the orders that fell due in the period (%(target_hours)s hours after receipt, plus time on hold for the "
        "customer), the share that was ready by then. Orders the customer cancelled before the due moment, and "
        "those with a fault that headquarters has marked as the product's, are left out."
    ),
    source="repair_order",
    # The bounds are moved to the stored column, so that the index is used for any target.
    belongs=(
        "r.promise_base_at >= c.starts - interval '{target_hours} hours' "
        "and r.promise_base_at < c.ends - interval '{target_hours} hours' "
        f"and (r.cancelled_at is null or r.cancelled_at >= {DUE_AT}) "
        # While a hold for the customer lasts that began before the promise fell due, the promise moves with the clock.
        f"and (r.waiting_since is null or r.waiting_since >= {DUE_AT}) and {UNMARKED}"
    ),
    counts=f"coalesce({COUNTS}, false)",
    measure=share(COUNTS),
    out_of=_("orders that fell due"),
    counted=_("ready in time"),
    improved=_("%(records)s more ready in time"),
    columns=("product", "received_at", "hold_hours", "due_at", "ready_at"),
)
