"""Recurring faults in words and drawings."""

from datetime import date
from decimal import Decimal
from typing import Any

from network.foundation.i18n import Language, ngettext
from network.foundation.i18n import gettext as _
from network.repairs.pages.clock_words import drawn
from network.repairs.rules.patterns import COUNT_LABELS, Count
from network.repairs.schemas.patterns import (
    AffectedSiteOut,
    BucketOut,
    ParetoOut,
    PatternOut,
    PatternsOverviewOut,
    RankedOut,
)
from reports import palette
from reports.charts import Class, Column, Frequent, svg_columns, svg_pareto


def orders_text(language: Language, count: int) -> str:
    return ngettext("%(count)s order", "%(count)s orders", count) % {"count": language.decimal(count)}


def sites_text(language: Language, count: int) -> str:
    return ngettext("%(count)s site", "%(count)s sites", count) % {"count": language.decimal(count)}


def days_text(language: Language, first: date, last: date | None) -> str:
    if last is None:
        return _("from %(first)s on") % {"first": language.date(first)}
    return _("%(first)s to %(last)s") % {"first": language.date(first), "last": language.date(last)}


def fault_text(product: str | None, fault_code: str | None) -> str:
    """What a line is called; what the records do not say is named as such."""
    return " · ".join((product or _("no product"), fault_code or _("no fault code")))


def pareto_chart(found: ParetoOut, language: Language) -> dict[str, Any]:
    """What the macro `chart` takes, and its id."""
    title = str(COUNT_LABELS[found.counted])
    description = {
        Count.NO_FAULT: _("Units in which HQ found no fault; the curve adds the shares up."),
        Count.REPEATS: _("Units that came back to any site within 30 days; the curve adds the shares up."),
        Count.EARLY: _("Units that came in during their first 60 days of use; the curve adds the shares up."),
    }[found.counted]
    lines = [Frequent(_label(each), each.count, each.cumulative) for each in found.lines]
    return {
        "id": f"pareto-{found.counted}",
        "title": f"{title} ({language.decimal(found.total)})",
        "description": description,
        "svg": drawn(svg_pareto(lines, language, title, description, f"pareto-{found.counted}-svg")),
        "headers": [_("Product and fault"), _("Count"), _("Share, added up")],
        "rows": [(each.label, language.decimal(each.count), language.percent(each.cumulative)) for each in lines],
    }


def _label(each: RankedOut) -> str:
    return fault_text(each.product, each.fault_code)


def age_chart(found: PatternsOverviewOut, language: Language) -> dict[str, Any]:
    """What the macro `chart` takes: orders by days since the first use; the first sixty days stand out."""
    classes = [Class(_("First 60 days"), palette.WARN), Class(_("Later"), palette.BLUE_PALE)]
    columns = [_column(each, language) for each in found.buckets]
    share = "–" if found.early_share is None else language.percent(found.early_share, 0)
    title = _("Days since first use")
    text = _("Orders by the age of the unit; %(share)s in the first 60 days. Without a known activation: %(undated)s.")
    return {
        "title": title,
        "description": text % {"share": share, "undated": orders_text(language, found.undated)},
        "svg": drawn(svg_columns(classes, columns, language, title, "age", width=460, height=300)),
        "headers": [_("Days"), _("Orders")],
        "rows": [(_bucket(each), language.decimal(each.count)) for each in found.buckets],
    }


def _column(each: BucketOut, language: Language) -> Column:
    """Named by its first day alone, so that thirteen names stand side by side."""
    count, none = Decimal(each.count), Decimal(0)
    told = f"{_bucket(each)}: {orders_text(language, each.count)}"
    return Column(_bucket(each).partition("–")[0], (count, none) if each.early else (none, count), told)


def _bucket(each: BucketOut) -> str:
    return f"{each.first}–{each.end - 1}" if each.end is not None else f"{each.first}+"


def affected_rows(sites: list[AffectedSiteOut], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "code": each.site,
            "name": each.name_in(language.code),
            "numbers": [
                language.decimal(count) for count in (each.orders, each.received, each.came_back, each.sent_to_hq)
            ],
        }
        for each in sites
    ]


def pattern_row(each: PatternOut, language: Language) -> dict[str, Any]:
    return {
        "href": f"/patterns/{each.id}",
        "fault": fault_text(each.product, each.fault_code),
        "days": days_text(language, each.from_on, each.to_on),
        "held": _("%(orders)s of %(sites)s")
        % {"orders": orders_text(language, each.orders), "sites": sites_text(language, each.sites)},
        "in_force": each.withdrawn_at is None,
        "marked": language.date(each.marked_at.date()),
        "marker": each.marker,
    }
