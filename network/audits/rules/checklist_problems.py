"""What can be wrong with a checklist, each with the place and words that say what to do."""

from network.foundation.documents.problems import Problem, Unreadable
from network.foundation.i18n import lazy as _


class ChecklistUnreadable(Unreadable):
    """The text has not the form of a checklist at all; `problems` lists every place."""

    code = "checklist_unreadable"
    message = _("This is not a checklist.")


class NumberTooLong(Problem):
    code = "number_too_long"
    message = _("Write a number of at most nine digits before and four after the point.")


class TextTooLong(Problem):
    code = "text_too_long"
    message = _("Write %(most)s characters at most.")


class NoSections(Problem):
    code = "no_sections"
    message = _("A checklist needs at least one section.")


class NoQuestions(Problem):
    code = "no_questions"
    message = _("A section needs at least one question.")


class TooMany(Problem):
    code = "too_many"
    message = _("There are %(given)s here; %(most)s are the most that one can work with on a visit.")


class NothingScored(Problem):
    code = "nothing_scored"
    message = _("No question earns points. Only a self-check has no score.")


class ScoredSelfCheck(Problem):
    code = "scored_self_check"
    message = _("A self-check is never scored: take the points and the critical mark away.")


class ShareOutside(Problem):
    code = "share_outside"
    message = _("A share lies between 0 and 1, not at %(given)s.")


class PointsOutside(Problem):
    code = "points_outside"
    message = _("Points lie between 0 and %(most)s and have two decimals at most; these are %(given)s.")


class PointsOfUnscored(Problem):
    code = "points_of_unscored"
    message = _("A text, a photo and a decoy earn no points. Set them to 0.")


class CriticalUnjudged(Problem):
    code = "critical_unjudged"
    message = _("A text, a photo and a decoy cannot fail, so they cannot be critical.")


class CapMissing(Problem):
    code = "cap_missing"
    message = _("Say how much the section or the audit may then reach: 0 or more, and below 100.")


class CapOfFinding(Problem):
    code = "cap_of_finding"
    message = _("A critical question that raises a finding caps nothing. Leave the cap empty.")


class EvidenceOfPhoto(Problem):
    code = "evidence_of_photo"
    message = _("A photo question is its own evidence.")


class EvidenceOfUnjudged(Problem):
    code = "evidence_of_unjudged"
    message = _("This question cannot fail, so a photo on failure is never asked for.")


class NotEarlier(Problem):
    code = "not_earlier"
    message = _("“%(given)s” is no question before this one.")


class NoCondition(Problem):
    code = "no_condition"
    message = _("A question of this type cannot open others; use a yes/no, a scale, a choice or a call.")


class NoValues(Problem):
    code = "no_values"
    message = _("Name at least one answer with which this question is asked.")


class NeverAnswered(Problem):
    code = "never_answered"
    message = _("“%(given)s” is no answer of that question. It has: %(choices)s.")


class ConditionRepeated(Problem):
    code = "condition_repeated"
    message = _("There are two conditions on “%(given)s”. Put their answers into one.")


class NotOfType(Problem):
    code = "not_of_type"
    message = _("A question of this type does not have this. Leave it empty.")


class StepsOutside(Problem):
    code = "steps_outside"
    message = _("A scale has %(least)s to %(most)s steps.")


class TooFewChoices(Problem):
    code = "too_few_choices"
    message = _("A choice needs at least two answers.")


class NoBestChoice(Problem):
    code = "no_best_choice"
    message = _("One of the answers must get the whole share, 1.")


class UnitMissing(Problem):
    code = "unit_missing"
    message = _("Say in which unit the number is given.")


class LineMissing(Problem):
    code = "line_missing"
    message = _("Say where the points are whole and where they are gone: two different numbers.")


class BoundsReversed(Problem):
    code = "bounds_reversed"
    message = _("The least that can be is above the most.")


class BadPhoto(Problem):
    code = "bad_photo"
    message = _("This is no reference photo: write the fingerprint that its upload gave, 64 small hexadecimal digits.")


class PhotoUnknown(Problem):
    code = "photo_unknown"
    message = _("This reference photo was never uploaded. Upload it, or leave it out.")


class SheetMissing(Problem):
    code = "sheet_missing"
    message = _("The sheet “%(name)s” is missing. Start from a workbook that was downloaded here.")


class CellWrong(Problem):
    """`path` names the sheet and the cell; what is wrong was told by who read it."""

    code = "cell_wrong"
    message = "%(told)s"
