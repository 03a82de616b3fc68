"""Pages: selection criteria, their drafts, and what a set would have said of past applications."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.commands.criteria import delete_draft, publish_draft, start_draft
from network.sites.pages.criteria_words import criterion_view, plain_number
from network.sites.queries.criteria import list_sets, read_set
from network.sites.rules.criteria import CriteriaDocument, Group
from network.sites.rules.criteria_validation import validate_criteria
from network.sites.schemas.criteria import CriteriaSet, dump_criteria
from network.web.downloads import download
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import version_of

PATH = "/criteria"
YAML = "application/yaml; charset=utf-8"


class CriteriaPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_CRITERIA)]

    @get()
    async def sets(self, actor: NamedDependency[Actor]) -> Page:
        """Every version of every set."""
        kept = await list_sets(actor)
        crumbs = [{"label": _("Selection criteria"), "href": ""}]
        return page("criteria.html", lines=_lines(kept, actor), breadcrumbs=crumbs)

    @get("/{code:str}/{version:int}")
    async def criteria(self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]) -> Page:
        """One version, readable."""
        kept = await read_set(actor, code, version)
        return page("criteria_set.html", **set_view(kept, actor), breadcrumbs=trail_to(kept))

    @get("/{code:str}/{version:int}/document")
    async def document(
        self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]
    ) -> Response[bytes]:
        """The same as a YAML file, to take away."""
        kept = await read_set(actor, code, version)
        return download(f"{kept.code}-{kept.version}.yaml", dump_criteria(kept.document).encode(), YAML)

    @post("/{code:str}/{version:int}/drafts", guards=[allows(Permission.CHANGE_CRITERIA)])
    async def draft(self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]) -> Redirect:
        """Start a draft that says what this version says."""
        made = await start_draft(actor, code, version, now())
        return Redirect(f"{set_path(made)}/edit", status_code=303)

    @post("/{code:str}/{version:int}/publish", guards=[allows(Permission.CHANGE_CRITERIA)])
    async def publish(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]
    ) -> Redirect:
        """Publish a draft for good, as it was read."""
        await publish_draft(actor, code, version, version_of(await request.form()), now())
        return Redirect(f"{PATH}/{code}/{version}", status_code=303)

    @post("/{code:str}/{version:int}/delete", guards=[allows(Permission.CHANGE_CRITERIA)])
    async def delete(self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]) -> Redirect:
        """Delete a draft."""
        await delete_draft(actor, code, version)
        return Redirect(PATH, status_code=303)


def set_path(kept: CriteriaSet) -> str:
    return f"{PATH}/{kept.code}/{kept.version}"


def trail_to(kept: CriteriaSet, title: str = "") -> list[dict[str, str]]:
    """The breadcrumb of a version's page, or of one below it."""
    here = {"label": f"{kept.document.title.in_language(current().code)} {kept.version}", "href": ""}
    crumbs = [{"label": _("Selection criteria"), "href": PATH}, here]
    return [*crumbs[:1], {**here, "href": set_path(kept)}, {"label": title, "href": ""}] if title else crumbs


def _lines(kept: list[CriteriaSet], actor: Actor) -> list[dict[str, Any]]:
    """A line a version. The newest of each code may be copied to a draft, unless it is one."""
    newest = {each.code: each for each in reversed(kept)}
    return [
        {
            **brief(each),
            "copies": actor.may(Permission.CHANGE_CRITERIA) and each.published and newest[each.code] is each,
        }
        for each in kept
    ]


def brief(kept: CriteriaSet) -> dict[str, Any]:
    reading = current()
    moment = kept.published_at or kept.made_at
    return {
        "name": kept.document.title.in_language(reading.code),
        "code": kept.code,
        "version": kept.version,
        "revision": kept.revision,
        "published": kept.published,
        "href": set_path(kept),
        "who": kept.published_by or kept.made_by,
        "on": reading.date(moment.date()),
        "criteria": len(kept.document.keys),
        "knock_outs": sum(each.knock_out is not None for each in kept.document.criteria),
    }


def set_view(kept: CriteriaSet, actor: Actor) -> dict[str, Any]:
    """The context of criteria_set.html."""
    changes = actor.may(Permission.CHANGE_CRITERIA)
    return {
        **brief(kept),
        **document_view(kept.document),
        "changes": changes and not kept.published,
        "copies": changes and kept.published,
        "tries": actor.may(Permission.READ_APPLICATIONS),
        "problems": [] if kept.published else problem_lines(kept.document),
    }


def document_view(document: CriteriaDocument) -> dict[str, Any]:
    return {"minimum": plain_number(document.minimum), "groups": [_group(group) for group in document.groups]}


def problem_lines(document: CriteriaDocument) -> list[dict[str, str]]:
    """What must be put right before it can be published."""
    return [{"place": each.path, "text": str(each)} for each in validate_criteria(document)]


def _group(group: Group) -> dict[str, Any]:
    return {
        "key": group.key,
        "label": group.label.in_language(current().code),
        "weight": plain_number(group.weight),
        "minimum": plain_number(group.minimum),
        "criteria": [criterion_view(criterion) for criterion in group.criteria],
    }
