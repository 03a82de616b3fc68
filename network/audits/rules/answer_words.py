"""An answer in words, in a language."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from network.audits.rules.answers import Answer, CallOutcome, Rings, Value
from network.audits.rules.checklists import Question, QuestionType
from network.foundation.i18n import LANGUAGES, Language, language
from network.sites.rules.criteria import LocalText


def _(message: str) -> str:
    """Marks a text for extraction; it is translated into the language that is asked for."""
    return message


_OUTCOMES: Mapping[CallOutcome, str] = MappingProxyType(
    {
        CallOutcome.ANSWERED: _("Answered after %(rings)s rings, %(seconds)s s"),
        CallOutcome.MACHINE: _("A machine answered after %(rings)s rings, %(seconds)s s"),
        CallOutcome.BUSY: _("Busy"),
        CallOutcome.NO_ANSWER: _("Not answered: %(rings)s rings, %(seconds)s s"),
    }
)


def answer_words(question: Question, answer: Answer, spoken: Language) -> str:
    """What was answered; empty where nothing was, or the question did not apply. A text is what was written."""
    if not answer.counts:
        return ""
    words = _said(question, answer.value, spoken)
    unit = question.unit.in_language(spoken.code) if question.unit else ""
    return f"{words} {unit}".rstrip()


def in_every_language(question: Question, answer: Answer) -> LocalText | None:
    """The same for a document that is read in each; None where there is nothing to say."""
    said = {code: answer_words(question, answer, language(code)) for code in LANGUAGES}
    return LocalText(**said) if any(said.values()) else None


def _said(question: Question, value: Value, spoken: Language) -> str:
    if isinstance(value, bool):
        return spoken.gettext(_("Yes") if value else _("No"))
    if isinstance(value, Rings):
        facts = {"rings": spoken.decimal(value.rings), "seconds": _number(value.seconds, spoken)}
        return spoken.gettext(_OUTCOMES[value.outcome]) % facts
    if question.type is QuestionType.CHOICE:
        chosen = question.choice(str(value))
        return chosen.label.in_language(spoken.code) if chosen else str(value)
    if question.type is QuestionType.SCALE:
        return spoken.gettext(_("%(step)s of %(steps)s")) % {"step": value, "steps": question.steps}
    if isinstance(value, str):
        return value
    number = _number(Decimal(value or 0), spoken)
    return spoken.gettext(_("%(seconds)s s")) % {"seconds": number} if question.type is QuestionType.TIMER else number


def _number(value: Decimal, spoken: Language) -> str:
    """With as many decimals as it was given."""
    exponent = value.as_tuple().exponent
    return spoken.decimal(value, max(0, -exponent) if isinstance(exponent, int) else 0)
