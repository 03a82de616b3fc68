"""Pages: the poster of a site, printed by who runs it; and the public form to which its QR code leads."""

import asyncio
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.feedback.commands.posters import answer_by_poster, asked_by_poster, make_poster
from network.feedback.errors.posters import (
    PosterBusy,
    PosterMadeMeanwhile,
    PosterMissing,
    PosterReplaced,
    PosterSiteClosed,
    PosterUnknown,
    PosterUnprintable,
)
from network.feedback.errors.surveys import AnswerWrong
from network.feedback.pages.answering import answer_form, fields, given
from network.feedback.queries.posters import poster_of
from network.feedback.rules.answers import SATISFACTION_LABELS, grade_tone
from network.feedback.rules.posters import MOST_LETTERS, grouped
from network.feedback.schemas.posters import PosterOut, VoiceIn, VoiceOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day, now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import current, language
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.foundation.settings import Settings
from network.identity.pages.wording import qr
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.downloads import disposition
from network.web.forms import summary, typed_values
from network.web.guards import allows, public
from network.web.requests import HouseRequest, sender_of
from network.web.templating import Page, page
from reports.certificate import Pair
from reports.errors import MissingGlyph
from reports.poster import SIZES, PosterSheet, render_poster

PATH = "/rate/poster"
# A poster that takes no answer: why, on a page of its own.
SHUT = (PosterReplaced, PosterSiteClosed, PosterBusy)


class PosterAnsweringPages(Controller):
    path = PATH
    guards = [public]

    @get()
    async def ask(self, request: HouseRequest, settings: NamedDependency[Settings], code: FromQuery[str] = "") -> Page:
        """The form of a poster; without a code, where to type it."""
        if not code.strip():
            return page("rate_code.html", code="", errors=[], poster=True)
        return await _ask(code[:40], sender_of(request, settings).address, {})

    @post(opt={"csrf": "origin"})
    async def answer(self, request: HouseRequest, settings: NamedDependency[Settings]) -> Response[Any]:
        typed = typed_values(await request.form(), fields())
        code, address = typed["code"][:40], sender_of(request, settings).address
        try:
            await answer_by_poster(code, given(VoiceIn, typed), current().code, address, now())
        except (PosterUnknown, *SHUT) as refusal:
            return _refused(refusal, code)
        except AnswerWrong as refusal:
            return await _ask(code, address, typed, refusal)
        return Redirect("/rate/thanks", status_code=303)


class SitePosterPages(Controller):
    path = "/sites/{code:str}"
    guards = [allows(Permission.HANG_POSTERS)]

    @get("/poster")
    async def poster(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        done: FromQuery[str] = "",
    ) -> Page:
        """What hangs at the counter, to be printed; what was said through it."""
        return await _shown(actor, code, _base(settings, request), done)

    @post("/poster")
    async def make(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
    ) -> Response[Any]:
        """A new code; the one before is void."""
        try:
            await make_poster(actor, code, now())
        except (PosterSiteClosed, PosterMadeMeanwhile) as refusal:
            return await _shown(actor, code, _base(settings, request), refusal=refusal)
        return Redirect(f"{site_path(code, 'poster')}?done=made", status_code=303)

    @get("/poster.pdf")
    async def printed(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        size: FromQuery[str] = "a4",
    ) -> Response[bytes]:
        """The poster, in A4 or A5, shown by the browser so that it can be printed at once."""
        drawn = await _drawn(actor, settings, code, _base(settings, request), size if size in SIZES else "a4")
        headers = {"content-disposition": disposition(f"poster-{code}.pdf", inline=True)}
        return Response(drawn, media_type="application/pdf", headers=headers)


async def _ask(code: str, address: str, typed: dict[str, str], refusal: ServicemarkError | None = None) -> Page:
    try:
        found = await asked_by_poster(code, address, now())
    except (PosterUnknown, *SHUT) as shut:
        return _refused(shut, code)
    return answer_form(found, code, typed, refusal, action=PATH, most=MOST_LETTERS)


def _refused(refusal: ServicemarkError, code: str) -> Page:
    if isinstance(refusal, PosterUnknown):
        errors = summary({"code": refusal.text()})
        return page("rate_code.html", status=refusal.status, code=code, errors=errors, poster=True)
    title = _("Please come back later") if isinstance(refusal, PosterBusy) else _("This poster is not in use")
    return page("rate_closed.html", status=refusal.status, title=title, message=refusal.text())


def _base(settings: Settings, request: HouseRequest) -> str:
    """The address that people use."""
    return (settings.public_url or str(request.base_url)).rstrip("/")


async def _drawn(actor: Actor, settings: Settings, code: str, base: str, size: str) -> bytes:
    """PosterMissing, PosterUnprintable."""
    shop, held = await site(actor, code), await poster_of(actor, code)
    if held.code is None:
        raise PosterMissing()
    sheet = PosterSheet(
        network=Pair(settings.network_name, settings.network_name_zh),
        site_code=shop.code,
        site=Pair(shop.name, shop.name_zh),
        code=grouped(held.code),
        url=_address(base, held.code),
        size=size,
    )
    try:
        return await asyncio.to_thread(render_poster, sheet, language("en"), language("zh_CN"))
    except MissingGlyph as error:
        raise PosterUnprintable(missing=error.characters) from error


def _address(base: str, code: str) -> str:
    return f"{base}{PATH}?code={code}"


async def _shown(actor: Actor, code: str, base: str, done: str = "", refusal: ServicemarkError | None = None) -> Page:
    shop, held = await site(actor, code), await poster_of(actor, code)
    made = {"tone": "good", "text": _("The poster is ready to be printed. Take older ones off: their codes are void.")}
    refused = [{"tone": "bad", "text": refusal.text()}] if refusal else []
    return page(
        "site_poster.html",
        status=refusal.status if refusal else 200,
        action=site_path(code, "poster"),
        closed=held.closed,
        written=bool(held.code),
        facts=_facts(held, base),
        qr=qr(_address(base, held.code)) if held.code else "",
        prints=_prints(code) if held.code and not held.closed else [],
        grades=_grades(held),
        voices=[_voice(each) for each in held.voices],
        all_href=f"{site_path(code, 'feedback')}?channel=poster",
        flashes=[made] if done == "made" and held.code else refused,
        tabs=site_tabs(actor, code, "feedback"),
        breadcrumbs=[
            *trail_to(shop, current(), _("Customer feedback"), site_path(code, "feedback")),
            {"label": _("Poster"), "href": ""},
        ],
    )


def _facts(held: PosterOut, base: str) -> list[dict[str, str]]:
    if held.code is None or held.made_at is None:
        return []
    return [
        {"label": _("Code"), "value": grouped(held.code)},
        {"label": _("Made on"), "value": current().date(headquarters_day(held.made_at))},
        {"label": _("Leads to"), "value": _address(base, held.code)},
    ]


def _prints(code: str) -> list[dict[str, str]]:
    path = site_path(code, "poster.pdf")
    return [{"href": f"{path}?size={size}", "label": _("Print in %(size)s") % {"size": size.upper()}} for size in SIZES]


def _voice(voice: VoiceOut) -> dict[str, str]:
    month = Month.parse(voice.month)
    return {
        "month": current().month(month.year, month.number),
        "grade": str(SATISFACTION_LABELS[voice.grade]),
        "tone": grade_tone(voice.grade),
        "comment": voice.comment,
    }


def _grades(held: PosterOut) -> list[dict[str, str]]:
    """How many gave each grade, the best first; nothing where nobody did."""
    order = sorted(SATISFACTION_LABELS, reverse=True) if any(held.grades) else ()
    return [
        {"label": str(SATISFACTION_LABELS[grade]), "value": current().decimal(held.grades[grade - 1])}
        for grade in order
    ]
