"""Pages: a picture for a clause, uploaded and put at the end of its texts."""

from dataclasses import replace
from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from pydantic import Field

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.evidence.errors import EvidenceRefused, EvidenceTooLarge
from network.foundation.files import shown_name
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.manuals.commands.editions import write_edition
from network.manuals.commands.pictures import add_picture
from network.manuals.errors.editions import BadManualForm, ClauseNotFound
from network.manuals.pages.editor import draft_of
from network.manuals.pages.manual_words import PATH, brief, manual_path, trail_to
from network.manuals.rules.document_editing import home_of, with_clause
from network.manuals.rules.documents import ManualDocument
from network.manuals.schemas.editions import Edition
from network.sites.rules.criteria import LocalText
from network.sites.schemas.texts import Strict
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import SentFile, blocks
from network.web.versions import PreconditionFailed, version_of

# Brackets would end the words of a picture before their time.
Caption = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\[\]\\\x00-\x1f\x7f]+$")]


class CaptionIn(Strict):
    caption_en: Caption
    caption_zh: Caption


class PicturePages(Controller):
    path = PATH + "/{manual_key:str}/editions/{number:int}/edit/picture"
    guards = [allows(Permission.WRITE_MANUALS)]

    @get()
    async def form(
        self,
        actor: NamedDependency[Actor],
        manual_key: FromPath[str],
        number: FromPath[int],
        clause: FromQuery[str] = "",
    ) -> Page:
        draft = await draft_of(actor, manual_key, number)
        return _form(draft, clause, {}, draft.row_version)

    @post()
    async def add(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        manual_key: FromPath[str],
        number: FromPath[int],
    ) -> Response[Any]:
        """Keep the picture and show it at the end of the clause, in both languages."""
        form = await request.form()
        draft, clause = await draft_of(actor, manual_key, number), str(form.get("clause", ""))
        typed, file = typed_values(form, CaptionIn.model_fields), form.get("file")
        try:
            said = read_as(CaptionIn, typed, BadManualForm)
            if not isinstance(file, UploadFile) or not file.filename:
                raise BadManualForm({"file": _("Choose a picture.")})
            sent = SentFile(shown_name(file.filename), blocks(file))
            sha256 = await add_picture(actor, sent, settings.files, settings.photo_megabytes, now())
            shown = _showing(draft.document, clause, sha256, said)
            await write_edition(actor, manual_key, number, shown, version_of(form))
        except (BadManualForm, EvidenceRefused, EvidenceTooLarge, PreconditionFailed) as refusal:
            return _form(draft, clause, typed, version_of(form), refusal)
        href = f"{manual_path(draft.key, draft.number, 'edit', 'clause')}?former={clause}"
        return Redirect(href, status_code=303)


def _showing(document: ManualDocument, key: str, sha256: str, said: CaptionIn) -> ManualDocument:
    """ClauseNotFound."""
    try:
        home = home_of(document, key)
    except KeyError as error:
        raise ClauseNotFound() from error
    clause = next(each for each in home.clauses if each.key == key)
    text = LocalText(
        en=f"{clause.text.en.rstrip()}\n\n![{said.caption_en}](image:{sha256})\n",
        zh_CN=f"{clause.text.zh_CN.rstrip()}\n\n![{said.caption_zh}](image:{sha256})\n",
    )
    return with_clause(document, home.key, replace(clause, text=text), key)


def _form(
    draft: Edition, clause: str, typed: dict[str, str], version: int, refusal: ServicemarkError | None = None
) -> Page:
    wrong = wrong_fields(refusal)
    if isinstance(refusal, EvidenceRefused | EvidenceTooLarge):
        wrong = {"file": refusal.text()}
    names = (*CaptionIn.model_fields, "file")
    return page(
        "manual_picture.html",
        status=refusal.status if refusal else 200,
        **brief(draft),
        clause=clause,
        typed={name: typed.get(name, "") for name in names},
        wrong={name: wrong.get(name, "") for name in names},
        errors=summary(wrong),
        form_version=refusal.current if isinstance(refusal, PreconditionFailed) else version,
        breadcrumbs=trail_to(draft, _("Add a picture")),
    )
