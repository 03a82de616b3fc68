from decimal import Decimal

from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric
from network.scorecards.metrics.satisfaction import BELONGS
from network.scorecards.rules.catalogue import MetricFacts

# How many of those who give a grade stay customers, from very bad to very good: see seeds.md.
LOYALTY = (Decimal("0.00"), Decimal("0.02"), Decimal("0.15"), Decimal("0.65"), Decimal("0.95"))
_EACH = f"(array[{', '.join(map(str, LOYALTY))}])[r.satisfaction]"

METRIC = Metric(
    facts=MetricFacts("loyalty_index", "fraction", "higher", is_rate=False),
    label=_("Loyalty index"),
    definition=_(
        "The share of customers who would stay, by experience: of a hundred who say very good 95, good 65, fair 15, "
        "bad 2 and very bad none; the mean over the same answers as satisfaction."
    ),
    source="survey_answer",
    belongs=BELONGS,
    counts="r.satisfaction = 5",
    measure=(
        f"coalesce(sum({_EACH}), 0) as numerator, count(*)::numeric as denominator,\n"
        f"           sum({_EACH}) / nullif(count(*), 0) as value, count(*) as sample_size"
    ),
    out_of=_("answers"),
    columns=("satisfaction", "channel"),
)
