"""Everything that can be wrong with a scheme document, each with the place and words that say what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from network.foundation.errors import Invalid
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


@dataclass(frozen=True)
class SchemeProblem:
    """One thing that is wrong. `path` names the place: `criteria[2].curve`; it is empty for the whole document."""

    path: str
    values: Mapping[str, object] = field(default_factory=dict)

    code: ClassVar[str]
    message: ClassVar[Text]

    def __str__(self) -> str:
        """In the reader's language (`network.foundation.i18n.current`)."""
        return str(self.message) % self.values


class SchemeUnreadable(Invalid):
    """The document has not the form of a scheme at all; `problems` lists every place."""

    code = "scheme_unreadable"
    message = _("This is not a scheme document.")

    def __init__(self, problems: Iterable[SchemeProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(fields={problem.path: str(problem) for problem in self.problems})


class NotYaml(SchemeProblem):
    code = "not_yaml"
    message = _("Line %(line)s cannot be read as YAML.")


class RepeatedField(SchemeProblem):
    code = "repeated_field"
    message = _("Line %(line)s names a field that was given before.")


class AliasRefused(SchemeProblem):
    code = "alias_refused"
    message = _("Line %(line)s refers to another place with *. Write the value out.")


class TooDeep(SchemeProblem):
    code = "too_deep"
    message = _("Line %(line)s is nested too deeply.")


class Missing(SchemeProblem):
    code = "missing"
    message = _("This is missing.")


class Unexpected(SchemeProblem):
    code = "unexpected"
    message = _("A scheme has no such field. Remove it or correct its name.")


class NotWholeNumber(SchemeProblem):
    code = "not_whole_number"
    message = _("Write a whole number, without a decimal point or quotes.")


class NotNumber(SchemeProblem):
    code = "not_number"
    message = _("Write a number, such as 0.95.")


class NotText(SchemeProblem):
    code = "not_text"
    message = _("Write a text.")


class NotYesNo(SchemeProblem):
    code = "not_yes_no"
    message = _("Write true or false.")


class NotList(SchemeProblem):
    code = "not_list"
    message = _("Write a list.")


class NotFields(SchemeProblem):
    code = "not_fields"
    message = _("Write fields with their values here.")


class NotBreakpoint(SchemeProblem):
    code = "not_breakpoint"
    message = _("A breakpoint of a curve is a pair: [value, points].")


class NotChoice(SchemeProblem):
    code = "not_choice"
    message = _("Write one of these: %(choices)s.")


class WrongForm(SchemeProblem):
    code = "wrong_form"
    message = _("This does not have the right form.")


class BadCode(SchemeProblem):
    code = "bad_code"
    message = _("“%(given)s” is not a code. Start with a small letter; use small letters, digits, - and _ only.")


class Blank(SchemeProblem):
    code = "blank"
    message = _("Write a text here; people will read it.")


class BadVersion(SchemeProblem):
    code = "bad_version"
    message = _("Versions are counted from 1, not %(given)s.")


class BadCoverage(SchemeProblem):
    code = "bad_coverage"
    message = _("The minimum coverage must be above 0 and at most 1, not %(given)s.")


class NoCriteria(SchemeProblem):
    code = "no_criteria"
    message = _("A scheme needs at least one criterion.")


class WeightsOff(SchemeProblem):
    code = "weights_off"
    message = _("The weights sum to %(sum)s basis points; they must sum to 10000.")


class BadWeight(SchemeProblem):
    code = "bad_weight"
    message = _("A weight is at least 1 basis point, not %(given)s.")


class Repeated(SchemeProblem):
    code = "repeated"
    message = _("The code “%(given)s” is used more than once.")


class RepeatedMetric(SchemeProblem):
    code = "repeated_metric"
    message = _("%(metric)s is already judged by “%(criterion)s”. The same fact may not count twice.")


class UnknownMetric(SchemeProblem):
    code = "unknown_metric"
    message = _("There is no metric “%(metric)s”.")


class MetricNotScored(SchemeProblem):
    code = "metric_not_scored"
    message = _("The metric “%(metric)s” is shown or used in gates only; it cannot be a criterion.")


class UnknownParameter(SchemeProblem):
    code = "unknown_parameter"
    message = _("The metric “%(metric)s” has no parameter “%(parameter)s”.")


class BadParameter(SchemeProblem):
    code = "bad_parameter"
    message = _("“%(given)s” does not fit this parameter; it could be %(default)s, for example.")


class CurveTooShort(SchemeProblem):
    code = "curve_too_short"
    message = _("A curve needs at least two breakpoints.")


class CurveNotRising(SchemeProblem):
    code = "curve_not_rising"
    message = _("The values of a curve must rise from one breakpoint to the next; %(value)s follows %(previous)s.")


class CurveAgainstDirection(SchemeProblem):
    code = "curve_against_direction"
    message = _("At %(value)s the curve punishes a better value of “%(metric)s”.")


class PointsOutside(SchemeProblem):
    code = "points_outside"
    message = _("Points lie between 0 and 100; %(given)s does not.")


class ValueOutside(SchemeProblem):
    code = "value_outside"
    message = _("“%(metric)s” cannot be %(given)s; it lies between 0 and %(maximum)s.")


class ValueNegative(SchemeProblem):
    code = "value_negative"
    message = _("“%(metric)s” cannot be %(given)s; it is never below 0.")


class BadMinimumSample(SchemeProblem):
    code = "bad_minimum_sample"
    message = _("The minimum sample is at least %(least)s, not %(given)s.")


class BadShrinkage(SchemeProblem):
    code = "bad_shrinkage"
    message = _("Shrinkage is 0 (off) or more, not %(given)s.")


class ShrinkageOfNoRate(SchemeProblem):
    code = "shrinkage_of_no_rate"
    message = _("Only rates can be shrunk, and “%(metric)s” is none. Write 0.")


class AbsentWithoutDuty(SchemeProblem):
    code = "absent_without_duty"
    message = _("“not_reported” never happens in a scheme without a duty to report. Write “leaves”.")


class GateRewardsBad(SchemeProblem):
    code = "gate_rewards_bad"
    message = _("With “%(op)s” this gate stops the better values of “%(metric)s”.")


class GateNeedsCriterion(SchemeProblem):
    code = "gate_needs_criterion"
    message = _("No criterion judges %(metric)s, so it has no adjusted value. Use “raw”.")


class UnknownStanding(SchemeProblem):
    code = "unknown_standing"
    message = _("There is no standing “%(standing)s”. Name one of the standings, or “unrated”.")


class NoStandings(SchemeProblem):
    code = "no_standings"
    message = _("A scheme needs at least one standing.")


class ReservedStanding(SchemeProblem):
    code = "reserved_standing"
    message = _("“unrated” means having no standing; give this one another code.")


class StandingsNotFalling(SchemeProblem):
    code = "standings_not_falling"
    message = _("Standings go from the best down; %(score)s follows %(previous)s.")


class StandingsLeaveGap(SchemeProblem):
    code = "standings_leave_gap"
    message = _("Scores below %(score)s would have no standing. The last one must start at 0.")


class StandingOutOfReach(SchemeProblem):
    code = "standing_out_of_reach"
    message = _("A standing starts between 0 and 100, not at %(score)s.")


class StandingTooFine(SchemeProblem):
    code = "standing_too_fine"
    message = _("Scores have two decimals; %(score)s has more.")
