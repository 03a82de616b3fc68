from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, share
from network.scorecards.rules.catalogue import MetricFacts

# Due-based, like repairs: a complaint counts once, in the period in which its answer falls due.
DUE_AT = "r.due_base_at + interval '{target_hours} hours'"
COUNTS = f"r.answered_at <= {DUE_AT}"

METRIC = Metric(
    facts=MetricFacts("complaints_within_target", "fraction", "higher", is_rate=True, params={"target_hours": 48}),
    label=_("Complaints answered within %(target_hours)s hours"),
    definition=_(
        "Of the complaints whose answer fell due in the period (%(target_hours)s hours after the site could read them, "
        "plus waits for the customer), the share that was answered by then, by the site or by headquarters."
    ),
    source="complaint",
    belongs=(
        f"{DUE_AT} >= c.starts and {DUE_AT} < c.ends "
        # While a wait for the customer lasts that began before the answer fell due, it moves with the clock.
        f"and (r.waiting_since is null or r.waiting_since >= {DUE_AT})"
    ),
    counts=f"coalesce({COUNTS}, false)",
    measure=share(COUNTS),
    out_of=_("complaints that fell due"),
    counted=_("answered in time"),
    improved=_("%(records)s more answered in time"),
    columns=("branch", "received_at", "due_at", "answered_at"),
)
