"""What can be wrong with the form of an answer, each with the question and words that say what to do."""

from network.foundation.documents.problems import Problem, Unreadable
from network.foundation.i18n import lazy as _


class AnswersUnreadable(Unreadable):
    """Answers that have not the form which their questions ask for; `problems` names every question."""

    code = "answers_unreadable"
    message = _("Some answers do not have the form that their questions ask for.")


class UnknownQuestion(Problem):
    code = "unknown_question"
    message = _("This version of the checklist has no such question.")


class UnknownChoice(Problem):
    code = "unknown_choice"
    message = _("“%(given)s” is none of the answers of this question.")


class NoSuchStep(Problem):
    code = "no_such_step"
    message = _("Give a whole number from 1 to %(steps)s.")


class NotCount(Problem):
    code = "not_count"
    message = _("Give a whole number, 0 or more.")


class NotDecimalText(Problem):
    code = "not_decimal_text"
    message = _("Write the number as a text, such as “7.5”, with four decimals at most.")


class NotRings(Problem):
    code = "not_rings"
    message = _("Give how often it rang, the seconds and how the call ended.")


class ValueAndReason(Problem):
    code = "value_and_reason"
    message = _("Give either an answer or the reason why the question does not apply, not both.")


class ValueRefused(Problem):
    code = "value_refused"
    message = _("A photo question has no value; its photos are listed with the visit.")


class TextTooLong(Problem):
    code = "text_too_long"
    message = _("Write %(most)s characters at most.")
