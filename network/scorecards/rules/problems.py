"""Everything that can be wrong with a scheme document, each with the place and words that say what to do."""

from network.foundation.documents.problems import Problem, Unreadable
from network.foundation.i18n import lazy as _


class SchemeUnreadable(Unreadable):
    """The document has not the form of a scheme at all; `problems` lists every place."""

    code = "scheme_unreadable"
    message = _("This is not a scheme document.")


class NotBreakpoint(Problem):
    code = "not_breakpoint"
    message = _("A breakpoint of a curve is a pair: [value, points].")


class BadVersion(Problem):
    code = "bad_version"
    message = _("Versions are counted from 1, not %(given)s.")


class BadQuarter(Problem):
    code = "bad_quarter"
    message = _("A scheme takes effect with a quarter, written as 2027Q1, not %(given)s.")


class BadCoverage(Problem):
    code = "bad_coverage"
    message = _("The minimum coverage must be above 0 and at most 1, not %(given)s.")


class NoCriteria(Problem):
    code = "no_criteria"
    message = _("A scheme needs at least one criterion.")


class WeightsOff(Problem):
    code = "weights_off"
    message = _("The weights sum to %(sum)s basis points; they must sum to 10000.")


class BadWeight(Problem):
    code = "bad_weight"
    message = _("A weight is at least 1 basis point, not %(given)s.")


class RepeatedMetric(Problem):
    code = "repeated_metric"
    message = _("%(metric)s is already judged by “%(criterion)s”. The same fact may not count twice.")


class UnknownMetric(Problem):
    code = "unknown_metric"
    message = _("There is no metric “%(metric)s”.")


class MetricNotScored(Problem):
    code = "metric_not_scored"
    message = _("The metric “%(metric)s” is shown or used in gates only; it cannot be a criterion.")


class UnknownParameter(Problem):
    code = "unknown_parameter"
    message = _("The metric “%(metric)s” has no parameter “%(parameter)s”.")


class BadParameter(Problem):
    code = "bad_parameter"
    message = _("“%(given)s” does not fit this parameter; it could be %(default)s, for example.")


class CurveTooShort(Problem):
    code = "curve_too_short"
    message = _("A curve needs at least two breakpoints.")


class CurveNotRising(Problem):
    code = "curve_not_rising"
    message = _("The values of a curve must rise from one breakpoint to the next; %(value)s follows %(previous)s.")


class CurveAgainstDirection(Problem):
    code = "curve_against_direction"
    message = _("At %(value)s the curve punishes a better value of “%(metric)s”.")


class PointsOutside(Problem):
    code = "points_outside"
    message = _("Points lie between 0 and 100; %(given)s does not.")


class ValueOutside(Problem):
    code = "value_outside"
    message = _("“%(metric)s” cannot be %(given)s; it lies between 0 and %(maximum)s.")


class ValueNegative(Problem):
    code = "value_negative"
    message = _("“%(metric)s” cannot be %(given)s; it is never below 0.")


class BadMinimumSample(Problem):
    code = "bad_minimum_sample"
    message = _("The minimum sample is at least %(least)s, not %(given)s.")


class BadShrinkage(Problem):
    code = "bad_shrinkage"
    message = _("Shrinkage is 0 (off) or more, not %(given)s.")


class ShrinkageOfNoRate(Problem):
    code = "shrinkage_of_no_rate"
    message = _("Only rates can be shrunk, and “%(metric)s” is none. Write 0.")


class AbsentWithoutDuty(Problem):
    code = "absent_without_duty"
    message = _("“not_reported” never happens in a scheme without a duty to report. Write “leaves”.")


class GateRewardsBad(Problem):
    code = "gate_rewards_bad"
    message = _("With “%(op)s” this gate stops the better values of “%(metric)s”.")


class GateNeedsCriterion(Problem):
    code = "gate_needs_criterion"
    message = _("No criterion judges %(metric)s, so it has no adjusted value. Use “raw”.")


class UnknownStanding(Problem):
    code = "unknown_standing"
    message = _("There is no standing “%(standing)s”. Name one of the standings, or “unrated”.")


class NoStandings(Problem):
    code = "no_standings"
    message = _("A scheme needs at least one standing.")


class ReservedStanding(Problem):
    code = "reserved_standing"
    message = _("“unrated” means having no standing; give this one another code.")


class StandingsNotFalling(Problem):
    code = "standings_not_falling"
    message = _("Standings go from the best down; %(score)s follows %(previous)s.")


class StandingsLeaveGap(Problem):
    code = "standings_leave_gap"
    message = _("Scores below %(score)s would have no standing. The last one must start at 0.")


class StandingOutOfReach(Problem):
    code = "standing_out_of_reach"
    message = _("A standing starts between 0 and 100, not at %(score)s.")


class StandingTooFine(Problem):
    code = "standing_too_fine"
    message = _("Scores have two decimals; %(score)s has more.")


class QuarterMissing(Problem):
    code = "quarter_missing"
    message = _("Name the quarter from which this version judges: %(first)s or a later one.")


class QuarterTooEarly(Problem):
    code = "quarter_too_early"
    message = _(
        "%(given)s has begun or was computed already. A change takes effect from a coming quarter only: %(first)s or "
        "a later one."
    )


class NotUtf8(Problem):
    code = "scheme_not_utf8"
    message = _("The file is not UTF-8 text.")


class SchemeTooLong(Problem):
    code = "scheme_too_long"
    message = _("A scheme has at most %(most)s characters.")
