"""What the pre-checks caught, in words and numbers of the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from network.foundation.errors import Invalid
from network.foundation.i18n import Language, Text
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.repairs.rules.filters import QUARTERS, WHOLE_LIST, Behind, Filtered, last_quarters, ranked
from network.repairs.rules.orders import FINDING_LABELS
from network.repairs.rules.prechecks import Step
from network.repairs.schemas.filters import BehindOut, Filtering, FilteringSite
from network.sites.pages.sites import site_path
from network.web.downloads import Cell
from network.web.listing import Column, ListPage, ListState

PATH = "/prechecks/effectiveness"
Address = Callable[..., str]

# Columns: of the whole list, and (before its key) of a step, which may be called like any other column.
_WHOLE = "whole"
_STEP = "step."


def filters_list(steps: Mapping[str, Step], language: Language) -> ListPage:
    """The sites, with a column for the whole list and one for each step."""
    return ListPage(
        path=PATH,
        columns=(
            Column("site", _("Site"), heading=True),
            Column(_WHOLE, _("Whole list"), numeric=True),
            *(Column(_STEP + key, step.label.in_language(language.code), numeric=True) for key, step in steps.items()),
        ),
        sort=_WHOLE,
        filters=("period", "site", "product", "step"),
        size=25,
    )


def period_choices(today: Quarter, language: Language) -> dict[str, str]:
    """The running quarter and the four before it; without a choice, the four that are over."""
    quarters = [today.shift(-back) for back in range(QUARTERS + 1)]
    return {str(each): language.quarter(each.year, each.number) for each in quarters}


def period_of(text: str, today: Quarter) -> tuple[date, date]:
    """First day and the day after the last; of what is no quarter, the four quarters that are over."""
    try:
        quarter = Quarter.parse(text)
    except Invalid:
        return last_quarters(today.first)
    return quarter.first, quarter.end


def cell(counts: Filtered | None, language: Language, href: str) -> dict[str, str] | None:
    """One number with all that is needed to judge it; None where nothing was ticked."""
    if counts is None or not counts.ticked:
        return None
    of = _("%(part)s of %(all)s") % {"part": language.decimal(counts.confirmed), "all": language.decimal(counts.judged)}
    return {"share": share(counts, language), "of": of, "interval": interval(counts, language), "href": href}


def share(counts: Filtered, language: Language) -> str:
    return "–" if counts.effectiveness is None else language.percent(counts.effectiveness, 0)


def interval(counts: Filtered, language: Language) -> str:
    """Such as `71–94%`; empty when there is none."""
    found = counts.interval
    return f"{language.decimal(found.low * 100)}–{language.percent(found.high, 0)}" if found else ""


def site_rows(found: Filtering, state: ListState, language: Language, behind: Address) -> list[dict[str, Any]]:
    """Every site that is asked for, in the order that is asked for; those that say nothing come last."""
    wanted = state.q.casefold()
    sites = [
        each
        for each in found.sites
        if wanted in each.code.casefold() or wanted in each.name_in(language.code).casefold()
    ]
    sites.sort(key=lambda each: (each.name_in(language.code).casefold(), each.code), reverse=_by_name_backwards(state))
    if state.sort != "site":
        known = [each for each in sites if _sorted_by(each, state.sort) is not None]
        known.sort(key=lambda each: _sorted_by(each, state.sort) or 0, reverse=state.descending)
        sites = [*known, *(each for each in sites if _sorted_by(each, state.sort) is None)]
    return [_site_row(each, found, language, behind) for each in sites]


def _by_name_backwards(state: ListState) -> bool:
    return state.sort == "site" and state.descending


def _sorted_by(site: FilteringSite, column: str) -> Any:
    counts = site.whole if column == _WHOLE else site.steps.get(column.removeprefix(_STEP))
    return counts.effectiveness if counts else None


def _site_row(site: FilteringSite, found: Filtering, language: Language, behind: Address) -> dict[str, Any]:
    return {
        "href": site_path(site.code, "shipments"),
        "code": site.code,
        "site": site.name_in(language.code),
        _WHOLE: cell(site.whole, language, behind(site=site.code, step=WHOLE_LIST)),
        **{_STEP + key: cell(site.steps.get(key), language, behind(site=site.code, step=key)) for key in found.steps},
    }


def ranking_rows(
    found: Filtering, steps: Mapping[str, Step], language: Language, behind: Address, state: ListState
) -> list[dict[str, Any]]:
    """The steps, what let most through first, and before them the whole list."""
    shown = {key: found.totals[key] for key in steps}
    rows = [_ranked(_("Whole list"), "", found.whole, WHOLE_LIST, language, behind)] if found.whole.ticked else []
    for key in ranked(shown):
        label, catches = (text.in_language(language.code) for text in (steps[key].label, steps[key].catches))
        href = state.url(step=key) if len(steps) > 1 else ""
        rows.append({**_ranked(label, catches, shown[key], key, language, behind), "href": href})
    return rows


def _ranked(
    label: str, catches: str, counts: Filtered, step: str, language: Language, behind: Address
) -> dict[str, Any]:
    numbers = {
        kind.value: {"text": language.decimal(count), "href": behind(step=step, behind=kind.value) if count else ""}
        for kind, count in (
            (Behind.TICKED, counts.ticked),
            (Behind.MISSED, counts.missed),
            (Behind.LEFT_OUT, counts.left_out),
            (Behind.CONFIRMED, counts.confirmed),
        )
    }
    held = {"share": share(counts, language), "interval": interval(counts, language)}
    return {"label": label, "catches": catches, "href": "", **numbers, **held}


def file_rows(found: Filtering, steps: Mapping[str, Step], language: Language) -> tuple[list[str], list[list[Cell]]]:
    """A row for each step of each site: what spreadsheets count with."""
    header = [
        _("Site"),
        _("Step"),
        _("Ticked and inspected"),
        _("Without a fault, this step would have shown it"),
        _("The same, where it was said not to apply"),
        _("Fault confirmed"),
        _("Effectiveness"),
        _("Lower bound of 95 in 100"),
        _("Upper bound of 95 in 100"),
    ]
    rows = [
        _file_row(site.code, label, counts)
        for site in found.sites
        for label, counts in (
            (_("Whole list"), site.whole),
            *(
                (step.label.in_language(language.code), site.steps[key])
                for key, step in steps.items()
                if key in site.steps
            ),
        )
    ]
    return header, rows


def _file_row(code: str, label: str, counts: Filtered) -> list[Cell]:
    low, high = counts.interval or (None, None)
    told = (counts.ticked, counts.missed, counts.left_out, counts.confirmed, counts.effectiveness, low, high)
    return [code, label, *told]


def behind_title(behind: Behind, step: Step | None, language: Language) -> str:
    name = step.label.in_language(language.code) if step else _("Whole list")
    titles: Mapping[Behind, Text] = {
        Behind.TICKED: _("Ticked and inspected: %(step)s"),
        Behind.MISSED: _("Without a fault in spite of: %(step)s"),
        Behind.LEFT_OUT: _("Without a fault, said not to apply: %(step)s"),
        Behind.CONFIRMED: _("Fault confirmed after: %(step)s"),
    }
    return str(titles[behind]) % {"step": name}


def behind_rows(found: list[BehindOut], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "return_no": each.return_no,
            "href": site_path(each.site, "returns", str(each.id)),
            "site": each.site,
            "serial_no": each.serial_no,
            "product": each.product,
            "shipped_on": language.date(each.shipped_at.date()),
            "inspected_on": language.date(each.inspected_at.date()),
            "finding": str(FINDING_LABELS[each.finding]),
        }
        for each in found
    ]
