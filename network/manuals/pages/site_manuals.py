"""Pages: who of a site has taken note of which manual, and the sheets of paper that say so."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import File, Redirect
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.evidence.errors import EvidenceRefused, EvidenceTooLarge
from network.foundation.i18n import current, language, lazy
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.manuals.commands.sheets import hand_in_sheet
from network.manuals.errors.acknowledgements import EditionNotToBeNoted, NobodyOnSheet, SheetPeopleWrong
from network.manuals.pages.manual_words import day_words, local, manual_path
from network.manuals.queries.editions import read_approved
from network.manuals.queries.site_duties import sheet_file, site_duties
from network.manuals.rules.duties import DUTY_STATE_LABELS, DutyState
from network.manuals.schemas.acknowledgements import PersonDuty
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.pages.staff import day_context, day_of
from network.sites.queries.sites import site
from network.sites.rules.staff import STAFF_ROLE_LABELS
from network.sites.schemas.sites import SiteOut
from network.web.downloads import download
from network.web.evidence import evidence_answer
from network.web.forms import summary, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import FileMissing, sent_file
from network.web.visit import visit_of
from reports.certificate import Pair
from reports.sign_sheet import SignSheet, render_sign_sheet

DONE = {"handed_in": lazy("The sheet is kept, and everybody on it has taken note.")}
TONES = {
    DutyState.DUE: ("warn", "hourglass"),
    DutyState.OVERDUE: ("bad", "alert-circle"),
    DutyState.IN_TIME: ("good", "circle-check"),
    DutyState.LATE: ("info", "circle-check"),
}
_OPEN = (DutyState.DUE, DutyState.OVERDUE)


class SiteManualsPages(Controller):
    path = "/sites/{code:str}/manuals"
    guards = [allows(Permission.READ_TRAINING)]

    @get()
    async def people(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        on: FromQuery[str] = "",
        done: FromQuery[str] = "",
    ) -> Page:
        """People and manuals today, or on the day that the address names (`?on=2026-03-01`)."""
        shop, day = await site(actor, code), day_of(on)
        found = await site_duties(actor, code, day or _today(shop))
        return page(
            "site_manuals.html",
            site=shop,
            manuals=_by_manual(found, code, day is None and actor.may(Permission.HAND_IN_SHEETS)),
            **day_context(on, day, site_path(code, "manuals")),
            flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
            tabs=site_tabs(actor, code, "manuals"),
            breadcrumbs=trail_to(shop, visit_of(request).language, _("Manuals")),
        )

    @get("/{manual_key:str}/editions/{number:int}/sheet/new", guards=[allows(Permission.HAND_IN_SHEETS)])
    async def form(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        manual_key: FromPath[str],
        number: FromPath[int],
        refused: FromQuery[str] = "",
    ) -> Page:
        refusal = EvidenceTooLarge(limit=settings.photo_megabytes) if refused == "too_large" else None
        return await _form(request, actor, settings, code, manual_key, number, set(), refusal)

    @get("/{manual_key:str}/editions/{number:int}/sheet.pdf", guards=[allows(Permission.HAND_IN_SHEETS)])
    async def printed(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        manual_key: FromPath[str],
        number: FromPath[int],
    ) -> Response[bytes]:
        """The sheet to be signed: the names of those who have still to take note, with lines."""
        shop, edition = await site(actor, code), await read_approved(actor, manual_key, number)
        english, chinese = language("en"), language("zh_CN")
        found = [duty for duty in await site_duties(actor, code, _today(shop)) if duty.manual_key == manual_key]
        sheet = SignSheet(
            network=Pair(settings.name_of_network("en"), settings.name_of_network("zh_CN")),
            site_code=code,
            site=Pair(shop.name_in("en"), shop.name_in("zh_CN")),
            manual=Pair(edition.title.en, edition.title.zh_CN),
            number=edition.number,
            effective_on=edition.effective_on,
            stamp=(edition.sha256 or "")[:16],
            people=tuple(duty.name for duty in found if duty.state in _OPEN),
        )
        drawn = await asyncio.to_thread(render_sign_sheet, sheet, english, chinese)
        return download(f"{manual_key} {number} {code}.pdf", drawn, "application/pdf")

    @get("/sheets/{sheet_id:uuid}")
    async def sheet(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        sheet_id: FromPath[UUID],
    ) -> File:
        """A signed sheet: a photo to be looked at, everything else to be saved."""
        found = await sheet_file(actor, code, sheet_id)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)


def too_large(request: Request[Any, Any, Any], _error: Exception) -> Response[Any]:
    """The form again: the body was refused before it was read, so who had been ticked is not known."""
    return Redirect(f"{request.url.path}/new?refused=too_large", status_code=303)


class SheetPages(Controller):
    """Apart from the others because files are handed in here."""

    path = "/sites/{code:str}/manuals/{manual_key:str}/editions/{number:int}/sheet"
    guards = [allows(Permission.HAND_IN_SHEETS)]
    exception_handlers = {HTTP_413_REQUEST_ENTITY_TOO_LARGE: too_large}

    @post()
    async def hand_in(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        manual_key: FromPath[str],
        number: FromPath[int],
    ) -> Response[Any]:
        form = await request.form()
        people = {UUID(each) for each in map(str, form.getall("people", [])) if _is_id(each)}
        try:
            sent = sent_file(form)
            limits = settings.files, settings.photo_megabytes
            await hand_in_sheet(actor, code, manual_key, number, list(people), sent, *limits, now())
        except (NobodyOnSheet, SheetPeopleWrong, FileMissing, EvidenceRefused, EvidenceTooLarge) as refusal:
            return await _form(request, actor, settings, code, manual_key, number, people, refusal)
        return Redirect(site_path(code, "manuals") + "?done=handed_in", status_code=303)


async def _form(
    request: Request[Any, Any, Any],
    actor: Actor,
    settings: Settings,
    code: str,
    manual_key: str,
    number: int,
    ticked: set[UUID],
    refusal: ServicemarkError | None,
) -> Page:
    shop, edition = await site(actor, code), await read_approved(actor, manual_key, number)
    if not edition.is_approved:
        raise EditionNotToBeNoted()
    found = [duty for duty in await site_duties(actor, code, _today(shop)) if duty.manual_key == manual_key]
    wrong = {name or "file": text for name, text in wrong_fields(refusal).items()}
    here = site_path(code, "manuals", manual_key, "editions", str(number))
    return page(
        "site_manuals_sheet.html",
        status=refusal.status if refusal else 200,
        title=local(edition.title),
        number=number,
        action=f"{here}/sheet",
        pdf_href=f"{here}/sheet.pdf",
        back_href=site_path(code, "manuals"),
        people=[_signer(duty, ticked) for duty in found if duty.state in _OPEN],
        limit=settings.photo_megabytes,
        errors=summary(wrong),
        wrong=wrong,
        breadcrumbs=trail_to(shop, visit_of(request).language, _("Manuals"), "manuals", _("Hand in a signed sheet")),
    )


def _today(shop: SiteOut) -> date:
    return now().astimezone(ZoneInfo(shop.time_zone)).date()


def _is_id(written: str) -> bool:
    try:
        UUID(written)
    except ValueError:
        return False
    return True


def _signer(duty: PersonDuty, ticked: set[UUID]) -> dict[str, Any]:
    return {
        "id": str(duty.person),
        "name": duty.name,
        "role": str(STAFF_ROLE_LABELS[duty.role]),
        "has_account": duty.has_account,
        "ticked": duty.person in ticked,
    }


def _by_manual(found: list[PersonDuty], code: str, open_to: bool) -> list[dict[str, Any]]:
    """The people of each manual, in the order in which they were found."""
    manuals: dict[str, dict[str, Any]] = {}
    for duty in found:
        shown = manuals.setdefault(
            duty.manual_key,
            {
                "title": local(duty.title),
                "number": duty.number,
                "href": manual_path(duty.manual_key, duty.number),
                "sheet_href": "",
                "rows": [],
                "taken": 0,
            },
        )
        shown["rows"].append(_row(duty, code))
        shown["taken"] += duty.state not in _OPEN
        if open_to and duty.state in _OPEN:
            shown["sheet_href"] = site_path(
                code, "manuals", duty.manual_key, "editions", str(duty.number), "sheet", "new"
            )
    for shown in manuals.values():
        numbers = {"taken": current().decimal(shown["taken"]), "people": current().decimal(len(shown["rows"]))}
        shown["count"] = _("%(taken)s of %(people)s have taken note") % numbers
    return list(manuals.values())


def _row(duty: PersonDuty, code: str) -> dict[str, Any]:
    tone, symbol = TONES[duty.state]
    return {
        "name": duty.name,
        "role": str(STAFF_ROLE_LABELS[duty.role]),
        "due_on": day_words(duty.due_on),
        "state": str(DUTY_STATE_LABELS[duty.state]),
        "tone": tone,
        "symbol": symbol,
        "taken_on": day_words(duty.taken_on),
        "sheet_href": site_path(code, "manuals", "sheets", str(duty.sheet)) if duty.sheet else "",
        "has_account": duty.has_account,
    }
