"""The soft rules of a monthly report: they ask for a sentence, and never refuse what has one. Pure."""

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

from network.foundation.i18n import lazy as _
from network.repairs.errors.problems import Problem
from network.repairs.rules.report_figures import FIGURES
from network.repairs.rules.reports import Content, Figures, in_order

SPREADS = 3
MONTHS_BACK = 12
LEAST_MONTHS = 4
# Fewer signs than this are no sentence, in no language.
SHORTEST_SENTENCE = 4


def questions(content: Content, known: Figures, history: Sequence[Figures]) -> list[Problem]:
    """What needs a sentence, answered or not: figures unlike the records, or unlike the site's own past year.

    Figures of one section are unusual together and for one reason, so that one sentence in each section will do.
    `history`: the figures of the months before that were reported, at most `MONTHS_BACK`, in any order.
    """
    figures = {key: value for key, value in content.whole().figures.items() if key in FIGURES}
    differing = _differing(figures, known)
    spoken_of = {FIGURES[problem.field].section for problem in differing}
    first = {FIGURES[problem.field].section: problem for problem in reversed(_unusual(figures, history))}
    unusual = [problem for section, problem in first.items() if section not in spoken_of]
    return in_order([*differing, *unusual])


def open_questions(content: Content, known: Figures, history: Sequence[Figures]) -> list[Problem]:
    """The questions that no sentence answers yet."""
    told = content.whole().explanations
    return [
        problem
        for problem in questions(content, known, history)
        if len(told.get(problem.field, "")) < SHORTEST_SENTENCE
    ]


def _differing(figures: Figures, known: Figures) -> list[Problem]:
    return [
        Problem(
            key,
            "differs",
            _("The records know %(known)s, you report %(said)s."),
            _("Say in a sentence why."),
            {"known": known[key], "said": said},
        )
        for key, said in figures.items()
        if key in known and known[key] != said
    ]


def _unusual(figures: Figures, history: Sequence[Figures]) -> list[Problem]:
    asked = []
    for key in (key for key in FIGURES if key in figures):
        said = figures[key]
        past = [month[key] for month in history if key in month]
        if len(past) >= LEAST_MONTHS and is_unusual(said, past):
            values = {"said": said, "usual": _rounded(median(map(Fraction, past)))}
            text = _("%(said)s is far from your usual %(usual)s.")
            asked.append(Problem(key, "unusual", text, _("Say in a sentence what was different."), values))
    return asked


def is_unusual(value: int, past: Sequence[int]) -> bool:
    """Whether it lies more than three median absolute deviations from the median of the past.

    A spread below 1 is taken as 1: small counts that never changed move by two or three for no reason.
    """
    exact = [Fraction(each) for each in past]
    middle = median(exact)
    spread = max(Fraction(1), median(abs(each - middle) for each in exact))
    return abs(value - middle) > SPREADS * spread


def _rounded(value: Fraction) -> str:
    return str(int(value)) if value.denominator == 1 else f"{float(value):.1f}"
