"""Pages: reading a manual, as it is in force on a day or in one of its editions."""

import asyncio
from datetime import date
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import File

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.evidence.kinds import JPEG
from network.foundation.i18n import current, negotiate, reading
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.manuals.pages.edition_files import edition_sheet, edition_zip, read_pictures
from network.manuals.pages.manual_words import PATH, brief, day_words, document_view, line_view, manual_path, writes
from network.manuals.queries.audiences import standard_choices
from network.manuals.queries.editions import edition_in_force, list_editions, picture, read_edition, reading_day
from network.manuals.schemas.editions import Edition
from network.web.downloads import disposition, download
from network.web.evidence import evidence_answer
from network.web.guards import allows
from network.web.templating import Page, page
from reports.manual import render_manual


class ReadingPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_MANUALS)]

    @get("/{manual_key:str}")
    async def in_force(
        self, actor: NamedDependency[Actor], manual_key: FromPath[str], on: FromQuery[date | None] = None
    ) -> Page:
        """What the manual says today, or on the day `on`."""
        today = await reading_day(actor, now())
        found = await edition_in_force(actor, manual_key, on or today)
        return await _shown(actor, found, today, on)

    @get("/{manual_key:str}/editions/{number:int}")
    async def edition(self, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]) -> Page:
        """One edition, whether it is in force or not."""
        found = await read_edition(actor, manual_key, number)
        return await _shown(actor, found, await reading_day(actor, now()), None)

    @get("/images/{sha256:str}")
    async def image(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], sha256: FromPath[str]
    ) -> File:
        """A picture that clauses show."""
        return await evidence_answer(settings.files, await picture(actor, sha256), JPEG, "picture.jpg")

    @get("/{manual_key:str}/editions/{number:int}/pdf")
    async def pdf(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        manual_key: FromPath[str],
        number: FromPath[int],
        language: FromQuery[str] = "",
    ) -> Response[bytes]:
        """The edition as a PDF in the language that is asked for, else in the reader's."""
        found = await read_edition(actor, manual_key, number)
        with reading(negotiate(language) or current().code) as spoken:
            pictures = await asyncio.to_thread(read_pictures, settings.files, found.document)
            sheet = edition_sheet(found, pictures, settings.name_of_network(spoken.code))
            drawn = await asyncio.to_thread(render_manual, sheet, spoken)
            name = f"{sheet.title} {found.number}.pdf"
        return Response(drawn, media_type="application/pdf", headers={"content-disposition": disposition(name)})

    @get("/{manual_key:str}/editions/{number:int}/zip")
    async def zip(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        manual_key: FromPath[str],
        number: FromPath[int],
    ) -> Response[bytes]:
        """The edition to be read without a network, in both languages: unpack it and open index.html."""
        found = await read_edition(actor, manual_key, number)
        pictures = await asyncio.to_thread(read_pictures, settings.files, found.document)
        content = await asyncio.to_thread(edition_zip, found, pictures, settings.name_of_network)
        return download(f"{found.key} {found.number}.zip", content, "application/zip")


async def _shown(actor: Actor, found: Edition, today: date, on: date | None) -> Page:
    lines = [line for line in await list_editions(actor) if line.key == found.key]
    own = next(line for line in lines if line.number == found.number)
    return page(
        "manual.html",
        **brief(found),
        **document_view(found.document, await standard_choices(actor)),
        editions=[line_view(line, today) for line in lines],
        in_force=own.holds_on(today),
        ends_on=day_words(own.ends_on),
        on=day_words(on),
        approver=found.approver or "",
        acknowledges=actor.may(Permission.LEARN) and found.is_approved,
        actions=_actions(actor, found),
        breadcrumbs=_trail(found),
    )


def _actions(actor: Actor, found: Edition) -> dict[str, Any]:
    """What the reader may do with it."""
    changes = writes(actor)
    return {
        "edit": changes and found.is_draft,
        "decide": changes and not found.is_approved,
        "compare": found.number > 1,
    }


def _trail(found: Edition) -> list[dict[str, str]]:
    number = _("Edition %(number)s") % {"number": found.number}
    crumbs = ((_("Manuals"), PATH), (found.title.in_language(current().code), manual_path(found.key)), (number, ""))
    return [{"label": label, "href": href} for label, href in crumbs]
