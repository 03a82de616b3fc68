"""An edition to take away: as the sheet of its PDF, and as a ZIP that is read without a network."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from network.foundation.files import kept
from network.foundation.i18n import LANGUAGES, current, reading
from network.foundation.i18n import gettext as _
from network.manuals.markdown import parse, pictures_in, to_html
from network.manuals.pages.manual_words import day_words
from network.manuals.pages.sheet_blocks import blocks_of
from network.manuals.rules.documents import ManualDocument
from network.manuals.schemas.editions import Edition
from reports.manual_sheet import ChapterPart, ClausePart, ManualSheet

Pictures = Mapping[str, bytes]
# Before any edition: the same edition gives the same bytes, whenever it is packed.
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_PAGES = Environment(loader=PackageLoader("network.manuals", "templates"), autoescape=True, trim_blocks=True)


def read_pictures(folder: Path, document: ManualDocument) -> dict[str, bytes]:
    """The pictures of a document, JPEG, by fingerprint; FileGone when somebody has removed one. Blocks."""
    shown = {
        sha256
        for _number, clause in document.numbered()
        for text in (clause.text.en, clause.text.zh_CN)
        for sha256 in pictures_in(text)
    }
    return {sha256: kept(folder, sha256).read_bytes() for sha256 in sorted(shown)}


def edition_sheet(found: Edition, pictures: Pictures, network: str) -> ManualSheet:
    """What the PDF says, in the reader's language."""
    code, document = current().code, found.document
    numbers = {clause.key: number for number, clause in document.numbered()}
    chapters = (
        ChapterPart(
            number=str(place),
            title=chapter.title.in_language(code),
            clauses=tuple(
                ClausePart(
                    key=clause.key,
                    number=numbers[clause.key],
                    title=clause.title.in_language(code),
                    blocks=tuple(blocks_of(parse(clause.text.in_language(code)))),
                )
                for clause in chapter.clauses
            ),
        )
        for place, chapter in enumerate(document.chapters, start=1)
    )
    return ManualSheet(
        network=network,
        title=found.title.in_language(code),
        other_title=found.title.in_language("en" if code == "zh_CN" else "zh_CN"),
        summary=document.summary.in_language(code),
        edition=stamp(found),
        fingerprint=found.sha256 or "",
        chapters=tuple(chapters),
        pictures=pictures,
    )


def stamp(found: Edition) -> str:
    """Which edition a page is of, for every page of it."""
    if not found.is_approved:
        return _("Edition %(number)s, a draft that does not hold") % {"number": found.number}
    return _("Edition %(number)s, in force from %(day)s") % {
        "number": found.number,
        "day": day_words(found.effective_on),
    }


def edition_zip(found: Edition, pictures: Pictures, network: Callable[[str], str]) -> bytes:
    """index.html in the reader's language, the other one beside it, one stylesheet, the pictures; no scripts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(found, pictures, network):
            entry = zipfile.ZipInfo(f"{found.key}-{found.number}/{name}", (found.approved_at or _NEVER).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def _files(found: Edition, pictures: Pictures, network: Callable[[str], str]) -> Iterator[tuple[str, bytes]]:
    first = current().code
    others = [code for code in LANGUAGES if code != first]
    names = {first: "index.html", **{code: f"{code}.html" for code in others}}
    for code, name in names.items():
        with reading(code):
            links = [(names[each], LANGUAGES[each], each.replace("_", "-")) for each in names if each != code]
            yield name, _page(found, network(code), links).encode()
    yield "manual.css", _PAGES.get_template("manual_offline.css").render().encode()
    yield from ((f"pictures/{sha256}.jpg", content) for sha256, content in pictures.items())


def _page(found: Edition, network: str, links: list[tuple[str, str, str]]) -> str:
    code, document = current().code, found.document
    numbers = {clause.key: number for number, clause in document.numbered()}
    return _PAGES.get_template("manual_offline.html").render(
        language=code.replace("_", "-"),
        title=found.title.in_language(code),
        summary=document.summary.in_language(code),
        stamp=stamp(found),
        network=network,
        links=links,
        contents=_("Table of contents"),
        chapters=[
            {
                "number": place,
                "title": chapter.title.in_language(code),
                "clauses": [
                    {
                        "key": clause.key,
                        "number": numbers[clause.key],
                        "title": clause.title.in_language(code),
                        "html": _offline(clause.text.in_language(code)),
                    }
                    for clause in chapter.clauses
                ],
            }
            for place, chapter in enumerate(document.chapters, start=1)
        ],
    )


def _offline(text: str) -> Markup:
    return Markup(to_html(text, lambda sha256: f"pictures/{sha256}.jpg", lambda key: f"#clause-{key}"))  # noqa: S704
