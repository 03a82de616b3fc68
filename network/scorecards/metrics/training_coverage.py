from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, share
from network.scorecards.rules.catalogue import MetricFacts

COUNTS = "r.valid"

METRIC = Metric(
    facts=MetricFacts("training_coverage", "fraction", "higher", is_rate=True),
    label=_("Training coverage"),
    definition=_(
        "On the last day of the period: of the courses that the people of the site must have passed, each person and "
        "course once, the share that they have passed and that still holds. People who came less than 30 days before "
        "are left out."
    ),
    source="required_course",
    belongs="r.due_on <= r.day",
    counts=COUNTS,
    measure=share(COUNTS),
    out_of=_("courses required of people"),
    counted=_("valid"),
    improved=_("%(records)s more valid"),
    columns=("course", "since", "held_to"),
)
