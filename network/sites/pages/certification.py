"""Pages of a site's certification: the tab, its certificates as PDFs, and the evidence behind its changes."""

import asyncio
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import File

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current, language
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.sites.pages.certification_words import ACTIONS, badge, change_view
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.certificates import certificate_sheet, change_evidence
from network.sites.queries.certification import certifications
from network.sites.queries.certification_threads import rights_over
from network.sites.queries.sites import site as read_site
from network.sites.rules.certification import OF_TWO_PEOPLE, VALID, Change, Standing
from network.sites.schemas.certification import CertificateOut, CertificationOut
from network.web.downloads import download
from network.web.evidence import evidence_answer
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from reports.certificate import Pair, render_certificate

# Of the actions that are possible the first one is the main one: what leads on stands before what holds back.
ORDER = (
    Change.CONFIRMED,
    Change.RELIEVED,
    Change.REINSTATED,
    Change.RENEWED,
    Change.GRANTED,
    Change.CONDITIONED,
    Change.SUSPENDED,
    Change.WITHDRAWN,
)


class SiteCertificationPages(Controller):
    path = "/sites/{code:str}/certification"
    guards = [allows(Permission.READ_CERTIFICATIONS)]

    @get()
    async def certification(self, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        """Every certification of the site: its standing today, what may be done, what happened."""
        site = await read_site(actor, code)
        found = await certifications(actor, code, now().date())
        rights = await rights_over(actor, code)
        return page(
            "site_certification.html",
            code=code,
            name=site.name_in(current().code),
            tabs=site_tabs(actor, code, "certification"),
            threads=[_thread(code, thread, rights) for thread in found.certifications],
            grant_href=change_path(code, Change.GRANTED) if Change.GRANTED in rights else "",
            breadcrumbs=trail_to(site, current(), _("Certification")),
        )

    @get("/certificates/{number:str}/certificate.pdf")
    async def pdf(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        number: FromPath[str],
    ) -> Response[bytes]:
        """The certificate, while it is valid."""
        network = Pair(settings.network_name, settings.network_name_zh)
        public_url = settings.public_url or str(request.base_url)
        sheet = await certificate_sheet(actor, code, number, now().date(), network, public_url)
        drawn = await asyncio.to_thread(render_certificate, sheet, language("en"), language("zh_CN"))
        return download(f"{sheet.number} {code}.pdf", drawn, "application/pdf")

    @get("/evidence/{document_id:uuid}", guards=[allows(Permission.READ_SITE_FILES)])
    async def evidence(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        document_id: FromPath[UUID],
    ) -> File:
        """A file that a change rests on."""
        kept = await change_evidence(actor, code, document_id)
        return await evidence_answer(settings.files, kept.sha256, kept.media_type, kept.name)


def change_path(code: str, change: Change, certificate_type: str = "") -> str:
    """The address of the form for a change."""
    query = {"change": change.value, "type": certificate_type}
    asked = urlencode({name: value for name, value in query.items() if value})
    return f"{site_path(code, 'certification', 'changes', 'new')}?{asked}"


def _thread(code: str, thread: CertificationOut, rights: frozenset[Change]) -> dict[str, Any]:
    """A card of the tab."""
    held, proposal = thread.certificate, thread.proposal
    offered = [change for change in ORDER if change in thread.next and change in rights]
    valid = thread.standing in VALID and held is not None
    return {
        "id": thread.type.code,
        "title": thread.type.title_in(current().code),
        "badge": badge(thread.standing),
        "facts": _facts(thread, held),
        "pdf": _pdf_path(code, held) if held and valid else "",
        "verify": f"/verify/{held.number}" if held else "",
        "actions": [
            {
                "label": str(ACTIONS[change]),
                "href": change_path(code, change, thread.type.code),
                "danger": change in OF_TWO_PEOPLE,
            }
            for change in offered
        ],
        "conditions": [{"words": each.words, "due": current().date(each.due_on)} for each in thread.conditions],
        "proposal": site_path(code, "certification", "proposals", str(proposal.id)) if proposal else "",
        "changes": [change_view(change) for change in thread.changes],
        "certificates": [_certificate(each) for each in thread.certificates],
    }


def _pdf_path(code: str, held: CertificateOut) -> str:
    return site_path(code, "certification", "certificates", held.number, "certificate.pdf")


def _facts(thread: CertificationOut, held: CertificateOut | None) -> list[dict[str, Any]]:
    reading, kind = current(), thread.type
    provisional_to = held.provisional_to if held and thread.standing is Standing.PROVISIONAL else None
    pairs = [
        (_("Product line"), kind.product_line.name_in(reading.code)),
        (_("Repair level"), reading.decimal(kind.repair_level)),
        (_("Certificate number"), held.number if held else ""),
        (_("Valid from"), reading.date(held.valid_from) if held else ""),
        (_("Valid until"), reading.date(held.valid_to) if held else ""),
        (_("Ended on"), reading.date(held.ended_on) if held and held.ended_on else ""),
        (_("Provisional until"), reading.date(provisional_to) if provisional_to else ""),
    ]
    return [{"label": label, "value": value} for label, value in pairs if value]


def _certificate(held: CertificateOut) -> dict[str, str]:
    reading = current()
    return {
        "number": held.number,
        "valid_from": reading.date(held.valid_from),
        "valid_to": reading.date(held.valid_to),
        "ended_on": reading.date(held.ended_on) if held.ended_on else "",
    }
