from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, share
from network.scorecards.rules.catalogue import MetricFacts

# Very good or good, of the five grades.
COUNTS = "r.satisfaction >= 4"

# What is declared void later was never an answer: the figure and its fingerprint change, and the card is restated.
# The first condition is what the index is for.
BELONGS = "r.answered_month >= (c.starts at time zone r.zone)::date and r.answered_at < c.ends"

METRIC = Metric(
    facts=MetricFacts("satisfaction", "fraction", "higher", is_rate=True),
    label=_("Satisfied customers"),
    definition=_(
        "Of the answers that customers gave in the period about one of their orders, the share that says good or very "
        "good. One answer counts for each order, from the receipt, from a call of headquarters or from its survey; "
        "what is answered at the counter without an order is shown only."
    ),
    source="survey_answer",
    belongs=BELONGS,
    counts=COUNTS,
    measure=share(COUNTS),
    out_of=_("answers"),
    counted=_("satisfied"),
    improved=_("%(records)s more satisfied"),
    columns=("satisfaction", "channel"),
)
