from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, share
from network.scorecards.rules.catalogue import MetricFacts

# The day of the site, until whose end it is in time.
COUNTS = "r.taken_on <= r.due_on"

METRIC = Metric(
    facts=MetricFacts("manual_acknowledgement", "fraction", "higher", is_rate=True),
    label=_("Manuals taken note of in time"),
    definition=_(
        "Of the people who had to take note of a new edition of a manual by a day of the period, the share that did by "
        "that day, one for each manual. Whoever left before is left out, as is an edition that a newer one replaced."
    ),
    source="manual_duty",
    # $1, $2 and $3 are those of the clock: a duty counts once its day is over, or earlier when note has been taken.
    belongs=(
        "r.due_on >= $1::date and r.due_on < $2::date "
        "and (r.due_at <= $3::timestamptz or r.taken_at <= $3::timestamptz)"
    ),
    counts=f"coalesce({COUNTS}, false)",
    measure=share(COUNTS),
    out_of=_("people asked to take note"),
    counted=_("in time"),
    improved=_("%(records)s more in time"),
    columns=("manual", "due_on", "taken_on"),
)
