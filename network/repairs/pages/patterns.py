"""Pages: recurring faults, and marking one as the product's."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, NotFound, ServicemarkError
from network.foundation.i18n import Language, ngettext
from network.foundation.i18n import gettext as _
from network.repairs.commands.patterns import check_scope, mark_pattern, withdraw_pattern
from network.repairs.errors.patterns import PatternIncomplete, WithdrawalIncomplete
from network.repairs.lists_clocks import FAULTS_LIST
from network.repairs.pages.pattern_words import (
    affected_rows,
    age_chart,
    days_text,
    fault_text,
    orders_text,
    pareto_chart,
    pattern_row,
    sites_text,
)
from network.repairs.queries.patterns import (
    list_patterns,
    listed,
    pattern,
    pattern_effect,
    patterns_overview,
    read_faults,
)
from network.repairs.schemas.patterns import (
    FaultOut,
    FaultsOut,
    PatternDetailOut,
    PatternEffectOut,
    PatternIn,
    WithdrawalIn,
)
from network.web.downloads import MOST_ROWS, Cell, check_rows, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.visit import visit_of

PATH = "/patterns"
FIELDS = ("product", "fault_code", "from_on", "to_on", "reason")
# Where an address names no days.
DAYS_SHOWN = 365


class PatternPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_PATTERNS)]

    @get()
    async def patterns(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """The faults of some days (`?from_on=2026-01-01&to_on=2026-06-30`), or their list as a file (`?format=csv`)."""
        language = visit_of(request).language
        first, last = _days(request)
        fixed = {"from_on": first.isoformat(), "to_on": last.isoformat()}
        state = ListState.read(request.query_params, replace(FAULTS_LIST, fixed=fixed))
        end = last + timedelta(days=1)
        product = state.filters.get("product", "")
        faults = await read_faults(actor, first, end, product)
        if kind := format_of(request):
            found = listed(faults, state, limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows: list[list[Cell]] = [[getattr(each, column.key) for column in shown] for each in found.items]
            name = _("Recurring faults") + f" {first} {last}"
            return await table_download(name, [str(column.label) for column in shown], rows, kind)
        overview = await patterns_overview(actor, first, end, product, faults)
        found = listed(faults, state)
        return page(
            "patterns.html",
            fixed=fixed,
            product=product,
            days=days_text(language, first, last),
            paretos=[pareto_chart(each, language) for each in overview.paretos if each.total],
            ages=age_chart(overview, language) if any(each.count for each in overview.buckets) else None,
            table=_table(state.within(found.total), found, actor, language),
            marked=[pattern_row(each, language) for each in await list_patterns(actor)],
            may_mark=actor.may(Permission.MARK_PATTERNS),
            breadcrumbs=[{"label": _("Recurring faults"), "href": ""}],
        )

    @get("/new", guards=[allows(Permission.MARK_PATTERNS)])
    async def new(self, request: HouseRequest) -> Page:
        typed = {name: str(request.query_params.get(name, "")) for name in FIELDS}
        return _form(typed, visit_of(request).language)

    @post("/new", guards=[allows(Permission.MARK_PATTERNS)])
    async def mark(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Shows what marking would do, or (`step=mark`) marks the fault."""
        form, language = await request.form(), visit_of(request).language
        typed = typed_values(form, FIELDS)
        try:
            wanted = _pattern_in(typed)
            check_scope(wanted, now().date())
            if form.get("step") == "mark":
                made = await mark_pattern(actor, wanted, now())
                return Redirect(f"{PATH}/{made}", status_code=303)
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            return _form(typed, language, refusal)
        return _form(typed, language, effect=await pattern_effect(actor, wanted))

    @get("/{pattern_id:uuid}")
    async def show(self, request: HouseRequest, actor: NamedDependency[Actor], pattern_id: FromPath[UUID]) -> Page:
        return _shown(actor, await pattern(actor, pattern_id), visit_of(request).language)

    @post("/{pattern_id:uuid}/withdraw", guards=[allows(Permission.MARK_PATTERNS)])
    async def withdraw(
        self, request: HouseRequest, actor: NamedDependency[Actor], pattern_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("reason",))
        try:
            given = read_as(WithdrawalIn, typed, WithdrawalIncomplete)
            await withdraw_pattern(actor, pattern_id, given.reason, now())
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            found = await pattern(actor, pattern_id)
            return _shown(actor, found, visit_of(request).language, typed["reason"], refusal)
        return Redirect(f"{PATH}/{pattern_id}", status_code=303)


def _days(request: HouseRequest) -> tuple[date, date]:
    """The days that the address names; the last year where it names none, or none that can be."""
    today = now().date()
    last = _day(request, "to_on") or today
    first = _day(request, "from_on") or last - timedelta(days=DAYS_SHOWN)
    return (first, last) if first <= last else (last, first)


def _day(request: HouseRequest, name: str) -> date | None:
    try:
        found = date.fromisoformat(str(request.query_params.get(name, "")))
    except ValueError:
        return None
    return found if 1990 <= found.year <= 9000 else None


def _pattern_in(typed: dict[str, str]) -> PatternIn:
    """PatternIncomplete names the fields."""
    return read_as(PatternIn, {**typed, "to_on": typed["to_on"] or None}, PatternIncomplete)


def _table(state: ListState, found: FaultsOut, actor: Actor, language: Language) -> dict[str, Any]:
    count = ngettext("%(count)s fault", "%(count)s faults", found.total) % {"count": language.decimal(found.total)}
    product = state.filters.get("product", "")
    return list_card(
        state,
        found.total,
        [_row(each, state, language, may_mark=actor.may(Permission.MARK_PATTERNS)) for each in found.items],
        title=_("Faults by product and code"),
        count=count,
        search_label=_("Product or fault code"),
        chips=[{"label": _("Product"), "value": product, "remove_href": state.url(product="")}] if product else [],
        empty=Empty(
            _("No orders in these days"),
            _("Faults are counted from orders and from what HQ found. Choose other days, or import the records."),
        ),
    )


def _row(each: FaultOut, state: ListState, language: Language, *, may_mark: bool) -> dict[str, Any]:
    numbers = {
        name: language.decimal(getattr(each, name)) for name in ("orders", "sites", "no_fault", "repeats", "marked")
    }
    known = each.product is not None and each.fault_code is not None
    days = dict(state.definition.fixed)
    return {
        **numbers,
        "early": f"{language.decimal(each.early)} / {language.decimal(each.dated)}",
        "product": each.product,
        "product_href": state.url(product=each.product) if each.product else "",
        "fault_code": each.fault_code or _("no fault code"),
        "href": f"{PATH}/new?{urlencode({'product': each.product, 'fault_code': each.fault_code, **days})}"
        if known and may_mark
        else "",
    }


def _form(
    typed: dict[str, str],
    language: Language,
    refusal: ServicemarkError | None = None,
    effect: PatternEffectOut | None = None,
) -> Page:
    wrong = wrong_fields(refusal)
    return page(
        "pattern_new.html",
        status=refusal.status if refusal else 200,
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        effect=_effect(typed, effect, language) if effect else None,
        breadcrumbs=[{"label": _("Recurring faults"), "href": PATH}, {"label": _("Mark a fault"), "href": ""}],
    )


def _effect(typed: dict[str, str], effect: PatternEffectOut, language: Language) -> dict[str, Any]:
    text = _("%(orders)s of %(sites)s leave the figures. Orders that come later and match leave them too.")
    return {
        "text": text
        % {"orders": orders_text(language, effect.orders), "sites": sites_text(language, len(effect.sites))},
        "title": _("Mark %(fault)s as caused by the product?")
        % {"fault": fault_text(typed["product"], typed["fault_code"])},
        "sites": affected_rows(effect.sites, language),
    }


def _shown(
    actor: Actor, found: PatternDetailOut, language: Language, reason: str = "", refusal: ServicemarkError | None = None
) -> Page:
    wrong = wrong_fields(refusal)
    title = fault_text(found.product, found.fault_code)
    return page(
        "pattern.html",
        status=refusal.status if refusal else 200,
        found=found,
        title=title,
        facts=_facts(found, language),
        sites=affected_rows(found.affected, language),
        may_withdraw=actor.may(Permission.MARK_PATTERNS) and found.withdrawn_at is None,
        reason=reason,
        wrong=wrong,
        errors=summary(wrong),
        consequence=_("%(orders)s of %(sites)s count again for their sites.")
        % {"orders": orders_text(language, found.orders), "sites": sites_text(language, found.sites)},
        breadcrumbs=[{"label": _("Recurring faults"), "href": PATH}, {"label": title, "href": ""}],
    )


def _facts(found: PatternDetailOut, language: Language) -> list[dict[str, Any]]:
    facts = [
        {"label": _("Received"), "value": days_text(language, found.from_on, found.to_on)},
        {"label": _("Why the product is the cause"), "value": found.reason},
        {"label": _("Marked"), "value": f"{language.moment(found.marked_at)} · {found.marker}"},
    ]
    if found.withdrawn_at:
        facts.append({"label": _("Withdrawn"), "value": f"{language.moment(found.withdrawn_at)} · {found.withdrawer}"})
        facts.append({"label": _("Why it is withdrawn"), "value": found.withdrawal or ""})
    return facts
