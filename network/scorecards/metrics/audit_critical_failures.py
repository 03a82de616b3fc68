from network.foundation.i18n import lazy as _
from network.scorecards.metrics.audit_score import BELONGS
from network.scorecards.metrics.metric import Metric
from network.scorecards.rules.catalogue import MetricFacts

METRIC = Metric(
    facts=MetricFacts("audit_critical_failures", "count", "lower", is_rate=False, scored=False),
    label=_("Critical failures in audits"),
    definition=_(
        "How many critical questions failed in the same audits that the score of audits is made from. A gate, not a "
        "criterion."
    ),
    source="audit",
    belongs=BELONGS,
    counts="true",
    measure=(
        "coalesce(sum(r.critical_failures), 0)::numeric as numerator, (count(*) > 0)::int::numeric as denominator,\n"
        "           sum(r.critical_failures)::numeric as value, count(*) as sample_size"
    ),
    out_of=_("audits past appeal"),
    columns=("critical_failures", "score"),
)
