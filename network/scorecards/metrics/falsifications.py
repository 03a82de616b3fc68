from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric
from network.scorecards.rules.catalogue import MetricFacts

# An appeal that is open takes nothing away yet. What is decided after the quarter was published counts in it as well:
# then the quarter waits to be restated.
COUNTS = "r.state in ('confirmed', 'appealed', 'upheld')"
CASES = f"count(*) filter (where {COUNTS})"

METRIC = Metric(
    facts=MetricFacts("falsifications", "count", "lower", is_rate=False, scored=False),
    label=_("Falsified reports and evidence"),
    definition=_(
        "How many reports, records or pieces of evidence of the period headquarters found to be falsified, after it "
        "heard the site; what an appeal overturned does not count. A gate, not a criterion."
    ),
    source="falsification_case",
    # $1 and $2 are those of the clock: the site's day of the record.
    belongs="r.happened_on >= $1::date and r.happened_on < $2::date",
    counts=COUNTS,
    # None is a figure, and a good one: there is nothing that a site would have to have done first.
    measure=f"{CASES}::numeric as numerator, 1::numeric as denominator,\n"
    f"           {CASES}::numeric as value, count(*) as sample_size",
    out_of=_("cases of falsification that were decided against the site"),
    columns=("happened_on", "falsified", "ruling"),
)
