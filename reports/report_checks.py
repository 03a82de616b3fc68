"""What a line of a report's workbook says when it cannot be submitted like that: as formulas, without a macro."""

from collections.abc import Mapping

from reports.language import Language
from reports.report_form import Figure, ReportForm

Condition = tuple[str, str]
"""An Excel condition, and what to say when it holds."""


def check_formula(form: ReportForm, figure: Figure, places: Mapping[str, str], language: Language) -> str:
    """The formula of the cell beside the figure: the first thing that is wrong, or nothing.

    `places`: the cell of each figure by its key, of its sentence (`why.` + key), of what the records know of it
    (`recorded.` + key), and of the choice `nil`.
    """
    told = '""'
    for condition, text in reversed(_conditions(form, figure, places, language)):
        told = f"IF({condition},{quoted(text)},{told})"
    return f"={told}"


def quoted(text: str) -> str:
    """The text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def _conditions(form: ReportForm, figure: Figure, places: Mapping[str, str], language: Language) -> list[Condition]:
    _, here = language.gettext, places[figure.key]
    nil = f"{places['nil']}={quoted(_('yes'))}"
    no_count = _("Enter a whole number, 0 or more, without a unit.")
    conditions = [
        (f'AND({here}="",NOT({nil}))', _("Enter a number; 0 where there was nothing.")),
        (f'AND({here}<>"",NOT(ISNUMBER({here})))', no_count),
        (f"OR(N({here})<0,N({here})<>INT(N({here})))", no_count),
    ]
    if figure.part_of:
        text = _("More than “%(whole)s”, which it is part of. Correct one of the two.")
        conditions.append((f"N({here})>N({places[figure.part_of]})", text % {"whole": form.label(figure.part_of)}))
    if figure.key == form.balance.closing:
        conditions.append(_balance(form, places, language))
    silent = f"LEN(TRIM({places[f'why.{figure.key}']}))<{form.shortest_sentence}"
    if figure.asked:
        conditions.append((f"AND({here}={figure.value},{silent})", figure.asked))
    if figure.recorded is not None:
        unlike = f"AND(NOT({nil}),{here}<>{places[f'recorded.{figure.key}']},{silent})"
        conditions.append((unlike, _("Unlike your records. Say in a sentence why.")))
    return conditions


def _balance(form: ReportForm, places: Mapping[str, str], language: Language) -> Condition:
    balance = form.balance
    due = "+".join(f"N({places[key]})" for key in balance.plus) + "".join(f"-N({places[key]})" for key in balance.minus)
    words = " + ".join(map(form.label, balance.plus)) + "".join(f" − {form.label(key)}" for key in balance.minus)
    text = language.gettext("Does not balance. It must be: %(sum)s.") % {"sum": words}
    return f"N({places[balance.closing]})<>{due}", text
