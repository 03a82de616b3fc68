from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric
from network.scorecards.rules.catalogue import MetricFacts

METRIC = Metric(
    facts=MetricFacts("report_accuracy", "points", "higher", is_rate=False, fed_by_reports=True),
    label=_("Accuracy of monthly reports"),
    definition=_(
        "The mean over the reported months of 100 less the mean variance of the figures that have a second source: "
        "repair orders, what HQ received, HQ’s parts ledger. A difference within the tolerance is none."
    ),
    source="report_reconciled",
    belongs="r.month >= $1::date and r.month < $2::date and r.submitted_at <= $3::timestamptz",
    counts="true",
    measure=(
        "coalesce(sum(r.accuracy), 0) as numerator, count(*)::numeric as denominator,\n"
        "           sum(r.accuracy) / nullif(count(*), 0) as value, count(*) as sample_size"
    ),
    out_of=_("monthly reports that a second source was held against"),
    columns=("submitted_at", "compared", "accuracy"),
)
