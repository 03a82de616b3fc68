from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, share
from network.scorecards.metrics.turnaround import UNMARKED
from network.scorecards.rules.catalogue import MetricFacts

# Days of 24 hours: whole days would follow the clock changes of the database's own time zone.
WINDOW = "{days} * interval '24 hours'"
COUNTS = f"r.came_back_at <= r.ready_at + {WINDOW}"

METRIC = Metric(
    facts=MetricFacts(
        "repeat_repair_rate", "fraction", "lower", is_rate=True, fed_by_reports=True, params={"days": 30}
    ),
    label=_("Repeat repairs within %(days)s days"),
    definition=_(
        "Of the orders made ready between %(days)s days before the period and %(days)s days before its end, the share "
        "whose unit came back to any site within %(days)s days. Charged to the site that repaired first. Orders "
        "without a serial number, and those with a fault that headquarters has marked as the product's, are left out."
    ),
    source="repair_order",
    # A mature cohort: every order in it has had its full time to come back when the period ends.
    belongs=(
        f"r.ready_at >= c.starts - {WINDOW} and r.ready_at < c.ends - {WINDOW} "
        f"and r.serial_no is not null and {UNMARKED}"
    ),
    counts=f"coalesce({COUNTS}, false)",
    measure=share(COUNTS),
    out_of=_("orders made ready, with a serial number"),
    counted=_("came back"),
    improved=_("%(records)s fewer that come back"),
    columns=("product", "serial_no", "ready_at", "came_back_at"),
)
