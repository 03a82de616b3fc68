"""Pages: the Jinja environment over all templates, and `page()`, which adds what the frame of every page shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template import TemplateConfig

from network.foundation.access import ROLE_LABELS
from network.foundation.i18n import gettext, ngettext
from network.foundation.settings import Settings
from network.web.assets import asset
from network.web.happenings import Words
from network.web.language import language_links
from network.web.navigation import Entry, grouped, navigation_of
from network.web.visit import visit_of

FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class House:
    """What all pages of one application share; kept as `app.state.house`."""

    settings: Settings
    navigation: Sequence[Entry]
    words: Words = field(default_factory=Words)


class Page(Template):
    """A page in the reader's language, with the frame's context: see `templates/base.html` for its names."""

    def create_template_context(self, request: Request[Any, Any, Any]) -> dict[str, Any]:
        return frame(request) | self.context


def page(template: str, *, status: int = 200, **context: Any) -> Page:
    """The answer of a page controller. `context` is what that template's head comment asks for."""
    return Page(template, context=context, status_code=status, media_type="text/html")


def frame(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The names that base.html and plain.html need."""
    house: House = request.app.state.house
    visit = visit_of(request)
    known = {
        "language": visit.language,
        "network_name": house.settings.name_of_network(visit.language.code),
        "language_links": language_links(request, visit.language),
        "csrf_token": "",
    }
    if visit.signed_in is None:
        return known
    actor = visit.signed_in.actor
    return known | {
        "csrf_token": visit.signed_in.csrf,
        "account": {
            "name": actor.name,
            "role": str(ROLE_LABELS[actor.role]),
            "memberships": visit.signed_in.memberships,
            "unread": visit.signed_in.unread,
        },
        "actor": actor,
        "navigation": grouped(navigation_of(house.navigation, actor, request.scope["path"])),
    }


def words_of(request: Request[Any, Any, Any]) -> Words:
    """What all domains together say of the trail's events."""
    house: House = request.app.state.house
    return house.words


def template_config(folders: Sequence[Path]) -> TemplateConfig[JinjaTemplateEngine]:
    """Templates of this package, then of each domain; a name that a page forgot to give is an error, not a blank."""
    environment = Environment(
        loader=FileSystemLoader([FOLDER, *folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["asset"] = asset
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment))
