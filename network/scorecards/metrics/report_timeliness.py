from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, share
from network.scorecards.rules.catalogue import MetricFacts

# `due_at` is the first moment that is too late. What HQ sent back for a material error is timed by what came after it.
COUNTS = "r.timed_at < r.due_at"

METRIC = Metric(
    facts=MetricFacts("report_timeliness", "fraction", "higher", is_rate=True, fed_by_reports=True),
    label=_("Monthly reports on time"),
    definition=_(
        "Of the monthly reports that were due for the months of the period, the share first submitted by the deadline. "
        "A report that HQ sent back for a material error is on time only if its new version is."
    ),
    source="report_due",
    # $1, $2 and $3 are those of the clock: a month counts once its deadline has passed, or earlier when it is filed.
    belongs=(
        "r.month >= $1::date and r.month < $2::date and (r.due_at <= $3::timestamptz or r.timed_at <= $3::timestamptz)"
    ),
    counts=f"coalesce({COUNTS}, false)",
    measure=share(COUNTS),
    out_of=_("monthly reports due"),
    counted=_("on time"),
    improved=_("%(records)s more on time"),
    columns=("due_at", "timed_at"),
)
