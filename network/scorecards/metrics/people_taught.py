from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric
from network.scorecards.rules.catalogue import MetricFacts

METRIC = Metric(
    facts=MetricFacts("people_taught", "count", "higher", is_rate=False, scored=False),
    label=_("People of other sites taught"),
    definition=_(
        "How many people of other sites came to the training sessions of the period that somebody of this site held; "
        "who came to two of them counts twice. Not a criterion: it may decide who is honoured."
    ),
    source="session_mentor",
    belongs="r.held_on >= $1::date and r.held_on < $2::date",
    counts="true",
    measure="coalesce(sum(r.came), 0)::numeric as numerator, 1::numeric as denominator,\n"
    "           coalesce(sum(r.came), 0)::numeric as value, count(*) as sample_size",
    out_of=_("sessions held for people of other sites"),
    columns=("course", "came"),
)
