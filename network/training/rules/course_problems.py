"""What can be wrong with a course, each with the place and words that say what to do."""

from network.foundation.documents.problems import Problem, Unreadable
from network.foundation.i18n import lazy as _


class CourseUnreadable(Unreadable):
    """The text has not the form of a course at all; `problems` lists every place."""

    code = "course_unreadable"
    message = _("This is not a course.")


class NumberTooLong(Problem):
    code = "number_too_long"
    message = _("Write a number of at most six digits before and two after the point.")


class TextTooLong(Problem):
    code = "text_too_long"
    message = _("Write %(most)s characters at most.")


class TooMany(Problem):
    code = "too_many"
    message = _("There are %(given)s here; %(most)s are the most that can be kept.")


class HoursOutside(Problem):
    code = "hours_outside"
    message = _("A course lasts more than 0 and at most %(most)s hours, not %(given)s.")


class MonthsOutside(Problem):
    code = "months_outside"
    message = _("What was passed holds for 1 to %(most)s months, or for good when this is left empty.")


class WindowOutside(Problem):
    code = "window_outside"
    message = _("The days before the end lie between 0 and %(most)s, so that no new pass ends before the old one.")


class NoFixedDate(Problem):
    code = "no_fixed_date"
    message = _("A course has no fixed day of the year. Reckon from the pass or from the previous end.")


class PrerequisiteUnknown(Problem):
    code = "prerequisite_unknown"
    message = _("There is no course “%(given)s” that one could have passed before. Publish it first, or leave it out.")


class RequiredInACircle(Problem):
    code = "required_in_a_circle"
    message = _("Nobody could ever begin: %(circle)s. Take one of them out.")


class DrawOutside(Problem):
    code = "draw_outside"
    message = _("Between 1 and all %(most)s questions can be drawn, not %(given)s.")


class PercentOutside(Problem):
    code = "percent_outside"
    message = _("The share needed to pass lies between 1 and 100 per cent, not at %(given)s.")


class MinutesOutside(Problem):
    code = "minutes_outside"
    message = _("An exam takes 1 to %(most)s minutes, not %(given)s.")


class AttemptsOutside(Problem):
    code = "attempts_outside"
    message = _("There are 1 to %(most)s attempts, not %(given)s.")


class WaitOutside(Problem):
    code = "wait_outside"
    message = _("The wait after the last attempt lies between 0 and %(most)s days, not at %(given)s.")


class OptionsOutside(Problem):
    code = "options_outside"
    message = _("A question has %(least)s to %(most)s answers; this one has %(given)s.")


class NothingRight(Problem):
    code = "nothing_right"
    message = _("Mark at least one answer as right.")


class NothingWrong(Problem):
    code = "nothing_wrong"
    message = _("At least one answer must be wrong, or there is nothing to choose.")


class RightUnknown(Problem):
    code = "right_unknown"
    message = _("“%(given)s” is none of the answers of this question.")
