"""Pages: a site rates headquarters; headquarters reads what its sites say together."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.feedback.commands.ratings import rate_headquarters
from network.feedback.errors.surveys import AnswerWrong
from network.feedback.queries.ratings import own_ratings, ratings_of_headquarters
from network.feedback.rules.answers import SATISFACTION_LABELS, SATISFIED
from network.feedback.rules.forms import MOST_LETTERS, Form
from network.feedback.schemas.ratings import MonthRatings, OwnRating, RatingsOut
from network.feedback.schemas.surveys import HEADQUARTERS, CustomerAnswerIn, shipped_form
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, ServicemarkError
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.downloads import Cell, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page

PATH = "/feedback/headquarters"
_BLOCK = "block-"


class RateHeadquartersPages(Controller):
    path = "/sites/{code:str}/headquarters"
    guards = [allows(Permission.RATE_HQ)]

    @get()
    async def ask(self, actor: NamedDependency[Actor], code: FromPath[str], done: FromQuery[str] = "") -> Page:
        """The form for this month, until it is filled in; what the site said before."""
        return await _form(actor, code, {}, done=done)

    @post()
    async def rate(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[Any]:
        blocks = {_BLOCK + block.key: block.key for block in shipped_form(HEADQUARTERS).blocks}
        typed = typed_values(await request.form(), ("grade", "comment", *blocks))
        graded = {key: typed[name] for name, key in blocks.items() if typed[name]}
        said = {"grade": typed["grade"], "comment": typed["comment"], "blocks": graded}
        try:
            await rate_headquarters(actor, code, read_as(CustomerAnswerIn, said, AnswerWrong), now())
        except (Invalid, Conflict) as refusal:
            return await _form(actor, code, typed, refusal)
        return Redirect(f"{site_path(code, 'headquarters')}?done=rated", status_code=303)


class HeadquartersRatingPages(Controller):
    path = PATH
    guards = [allows(Permission.RUN_SURVEYS)]

    @get()
    async def ratings(
        self, request: HouseRequest, actor: NamedDependency[Actor], month: FromQuery[str] = ""
    ) -> Response[Any]:
        """What all sites say together, month by month; `month`: whose comments are shown. `?format=csv` or `xlsx`."""
        found, form = await ratings_of_headquarters(actor), shipped_form(HEADQUARTERS)
        if kind := format_of(request):
            header = [_("Month"), _("Sites"), _("Satisfied"), _("Mean grade"), *_labels(form).values()]
            rows = [_cells(each, form) for each in found.items]
            return await table_download(_("Ratings of headquarters"), header, rows, kind)
        return _shown(found, form, month)


async def _form(
    actor: Actor, code: str, typed: Mapping[str, str], refusal: ServicemarkError | None = None, done: str = ""
) -> Page:
    shop, told = await site(actor, code), await own_ratings(actor, code, now())
    spoken, form, wrong = current().code, shipped_form(HEADQUARTERS), wrong_fields(refusal)
    thanks = {"tone": "good", "text": _("Thank you. Headquarters reads it together with what other sites say.")}
    refused = [{"tone": "bad", "text": refusal.text()}] if refusal and not wrong else []
    return page(
        "rate_headquarters.html",
        status=refusal.status if refusal else 200,
        action=site_path(code, "headquarters"),
        month=_month(told.month),
        rated=told.rated,
        overall=form.overall.in_language(spoken),
        grades=[{"value": str(grade), "label": str(label)} for grade, label in SATISFACTION_LABELS.items()],
        blocks=[{"name": _BLOCK + key, "label": label} for key, label in _labels(form).items()],
        comment=form.comment.in_language(spoken),
        most=MOST_LETTERS,
        given=[_own(each, form) for each in told.items],
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        flashes=[thanks] if done == "rated" and told.rated else refused,
        tabs=site_tabs(actor, code, "headquarters"),
        breadcrumbs=trail_to(shop, current(), _("Rate headquarters"), ""),
    )


def _own(rating: OwnRating, form: Form) -> dict[str, Any]:
    labels = _labels(form)
    return {
        "month": _month(rating.month),
        "grade": str(SATISFACTION_LABELS[rating.grade]),
        "blocks": [f"{labels.get(key, key)}: {SATISFACTION_LABELS[grade]}" for key, grade in rating.blocks.items()],
        "comment": rating.comment,
    }


def _shown(found: RatingsOut, form: Form, month: str) -> Page:
    chosen = next((each for each in found.items if each.month == month), found.items[0] if found.items else None)
    return page(
        "headquarters_ratings.html",
        fewest=current().decimal(found.fewest_sites),
        labels=list(_labels(form).values()),
        rows=[_row(each, form, chosen=each is chosen) for each in found.items],
        chosen=_month(chosen.month) if chosen else "",
        comments=chosen.comments if chosen else [],
        exports=[{"href": f"{PATH}?format={kind}", "label": kind.upper()} for kind in ("csv", "xlsx")],
        breadcrumbs=[
            {"label": _("Customer feedback"), "href": "/feedback"},
            {"label": _("Ratings of headquarters"), "href": ""},
        ],
    )


def _row(line: MonthRatings, form: Form, *, chosen: bool) -> dict[str, Any]:
    language = current()
    return {
        "month": _month(line.month),
        "href": f"{PATH}?month={line.month}#comments",
        "chosen": chosen,
        "sites": language.decimal(line.sites),
        "satisfied": language.percent(_satisfied(line)),
        "mean": language.decimal(line.mean, 2),
        "blocks": [language.decimal(line.blocks[key], 2) if key in line.blocks else "" for key in _labels(form)],
    }


def _cells(line: MonthRatings, form: Form) -> list[Cell]:
    return [
        line.month,
        line.sites,
        round(_satisfied(line), 4),
        round(line.mean, 2),
        *(line.blocks.get(key) for key in _labels(form)),
    ]


def _satisfied(line: MonthRatings) -> Decimal:
    return Decimal(sum(line.grades[SATISFIED - 1 :])) / line.sites


def _labels(form: Form) -> dict[str, str]:
    return {block.key: block.text.in_language(current().code) for block in form.blocks}


def _month(text: str) -> str:
    month = Month.parse(text)
    return current().month(month.year, month.number)
