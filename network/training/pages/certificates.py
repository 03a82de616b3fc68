"""Certificates of training: as a PDF for those who may see them, and the public page that their QR codes lead to."""

import asyncio
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day, now
from network.foundation.i18n import language
from network.foundation.settings import Settings
from network.training.queries.records import training_sheet, verified_record
from network.web.downloads import download
from network.web.guards import allows, public
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from reports.certificate import Pair
from reports.training_certificate import render_training_certificate


class TrainingVerificationPages(Controller):
    """Everyone gets the same bytes for the same answer: the page repeats nothing of what was asked, and is in both
    languages at once. No name is told but its first letter."""

    path = "/certificates-of-training"
    guards = [public]

    @get()
    async def ask(self, number: FromQuery[str] = "") -> Page:
        """The form; with a number, its answer."""
        return await _answered(number) if number.strip() else _page()

    @get("/{number:str}")
    async def verify(self, number: FromPath[str]) -> Page:
        """Where the QR code of a certificate leads."""
        return await _answered(number)


class OwnCertificatePages(Controller):
    path = "/my-training/certificates/{number:str}"
    guards = [allows(Permission.LEARN)]

    @get()
    async def pdf(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        number: FromPath[str],
    ) -> Response[bytes]:
        """One's own certificate."""
        return await certificate_file(request, actor, settings, number, own=True)


class TrainingCertificatePages(Controller):
    path = "/training/certificates/{number:str}"
    guards = [allows(Permission.READ_TRAINING)]

    @get()
    async def pdf(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        number: FromPath[str],
    ) -> Response[bytes]:
        """The certificate of somebody whose records one may see."""
        return await certificate_file(request, actor, settings, number, own=False)


async def certificate_file(
    request: HouseRequest, actor: Actor, settings: Settings, number: str, *, own: bool
) -> Response[bytes]:
    """The PDF. RecordNotFound."""
    network = Pair(settings.network_name, settings.network_name_zh)
    sheet = await training_sheet(actor, number, network, settings.public_url or str(request.base_url), own=own)
    drawn = await asyncio.to_thread(render_training_certificate, sheet, language("en"), language("zh_CN"))
    return download(f"{number}.pdf", drawn, "application/pdf")


async def _answered(number: str) -> Page:
    found = await verified_record(number, headquarters_day(now()))
    if found is None:
        return _page("unknown")
    until = [language(code).date(found.valid_to) if found.valid_to else "" for code in ("en", "zh_CN")]
    return _page(found.state, title=found.title, title_zh=found.title_zh, initial=found.initial, until=until)


def _page(standing: str = "", **facts: object) -> Page:
    # Without the links to the other language, which would carry the number.
    told: dict[str, Any] = {"title": "", "title_zh": "", "initial": "", "until": ["", ""], **facts}
    return page("training_verify.html", standing=standing, language_links=[], **told)
