from network.foundation.i18n import lazy as _
from network.scorecards.metrics.metric import Metric, share
from network.scorecards.rules.catalogue import MetricFacts

# The day on which the site handed in what somebody else has verified since.
COUNTS = "r.done_on <= r.due_on"
_ANSWERED_IN_TIME = "r.state not in ('open', 'returned') and r.answered_at < r.due_at"

METRIC = Metric(
    facts=MetricFacts("actions_on_time", "fraction", "higher", is_rate=True),
    label=_("Corrective actions on time"),
    definition=_(
        "Of the corrective actions that were due in the period, the share done by that day: answered with what was "
        "then verified. An answer in time that nobody has verified yet is left out, as is an action that was withdrawn."
    ),
    source="corrective_action",
    # $1, $2 and $3 are those of the clock: an action counts once it is verified, or once it is late.
    belongs=(
        "r.due_on >= $1::date and r.due_on < $2::date and (r.verified_at <= $3::timestamptz "
        f"or (r.due_at <= $3::timestamptz and not coalesce({_ANSWERED_IN_TIME}, false)))"
    ),
    counts=f"coalesce({COUNTS}, false)",
    measure=share(COUNTS),
    out_of=_("corrective actions due"),
    counted=_("on time"),
    improved=_("%(records)s more on time"),
    columns=("grade", "due_on", "done_on"),
)
