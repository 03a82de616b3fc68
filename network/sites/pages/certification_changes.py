"""The form for a change of a certification: what it would do is shown before it is sent."""

from datetime import date
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, NotFound, ServicemarkError
from network.foundation.evidence.taking import take
from network.foundation.files import shown_name
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.sites.commands.certification import change_certification
from network.sites.errors.certification import BadChange, ChangeNotPossible
from network.sites.pages.certification_forms import CONDITION_ROWS, change_in, typed_change
from network.sites.pages.certification_words import ACTIONS, CONSEQUENCES, badge, change_view, issue_view
from network.sites.pages.sites import site_path, trail_to
from network.sites.queries.certificate_types import certificate_types
from network.sites.queries.certification import certifications
from network.sites.queries.certification_threads import planned
from network.sites.queries.sites import site as read_site
from network.sites.rules.certification import ISSUING, OF_TWO_PEOPLE, Change, Standing
from network.sites.rules.certification_plan import Plan
from network.sites.schemas.certification import Attachment, CertificationOut
from network.web.forms import summary, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import blocks

# More files than that are a folder, not evidence.
MOST_FILES = 10


PATH = "/sites/{code:str}/certification/changes"


class CertificationChangeFormPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_CERTIFICATIONS)]

    @get("/new")
    async def form(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        change: FromQuery[Change],
        type: FromQuery[str] = "",  # noqa: A002
    ) -> Page:
        """The empty form, with what the change would do if it were made today."""
        typed = {"change": change.value, "type": type, "effective_on": now().date().isoformat()}
        return await _form(actor, code, typed, await _look_ahead(actor, code, typed))


class CertificationChangePages(Controller):
    """Its bodies hold files: `network.app` lets them be as large as the settings allow."""

    path = PATH
    guards = [allows(Permission.READ_CERTIFICATIONS)]

    @post()
    async def record(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
    ) -> Response[Any]:
        """Records the change, or (`step=preview`) shows what it would do with all that was typed."""
        form = await request.form()
        typed = typed_change(form)
        if form.get("step") == "preview":
            return await _form(actor, code, typed, await _look_ahead(actor, code, typed))
        try:
            wanted = change_in(typed)
            await planned(actor, code, wanted, now().date())
            await change_certification(actor, code, wanted, now(), await _attachments(form, settings))
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            return await _form(actor, code, typed, refusal, status=refusal.status)
        return Redirect(f"{site_path(code, 'certification')}#{wanted.type}", status_code=303)


async def _attachments(form: FormMultiDict, settings: Settings) -> list[Attachment]:
    """The files of the form, taken. EvidenceRefused, EvidenceTooLarge."""
    files = [file for file in form.getall("evidence", []) if isinstance(file, UploadFile) and file.filename]
    if len(files) > MOST_FILES:
        raise BadChange({"evidence": _("At most ten files are taken at a time.")})
    return [
        Attachment(
            shown_name(file.filename),
            await take(blocks(file), settings.files, most_megabytes=settings.photo_megabytes),
        )
        for file in files
    ]


async def _look_ahead(actor: Actor, code: str, typed: dict[str, str]) -> Plan | ServicemarkError | None:
    """What the change would do, or why it would be refused; None while no type is chosen.

    A reason, and conditions, need not be typed yet to see the days.
    """
    if not typed["type"]:
        return None
    try:
        wanted = change_in({**typed, "reason": typed.get("reason") or "–"})
        if wanted.change is Change.CONDITIONED and not wanted.conditions:
            return None
        return await planned(actor, code, wanted, now().date())
    except (Forbidden, NotFound):
        raise
    except ServicemarkError as refusal:
        return refusal


async def _form(
    actor: Actor, code: str, typed: dict[str, str], found: Plan | ServicemarkError | None, *, status: int = 200
) -> Page:
    site, today = await read_site(actor, code), now().date()
    change = _change(typed)
    threads = {thread.type.code: thread for thread in (await certifications(actor, code, today)).certifications}
    thread = threads.get(typed["type"])
    refusal = found if isinstance(found, ServicemarkError) else None
    wrong = wrong_fields(refusal)
    return page(
        "certification_change.html",
        status=status,
        code=code,
        site_name=site.name_in(current().code),
        change=change.value,
        title=str(ACTIONS[change]),
        consequence=str(CONSEQUENCES[change]),
        issuing=change in ISSUING,
        two_people=change in OF_TWO_PEOPLE,
        conditioned=change is Change.CONDITIONED,
        condition_rows=range(1, CONDITION_ROWS + 1),
        types=await _types(actor, threads) if change is Change.GRANTED else [],
        type=typed["type"],
        type_title=thread.type.title_in(current().code) if thread else "",
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        **_shown(found, thread, today),
        back=site_path(code, "certification"),
        action=site_path(code, "certification", "changes"),
        breadcrumbs=trail_to(site, current(), _("Certification"), "certification", str(ACTIONS[change])),
    )


def _change(typed: dict[str, str]) -> Change:
    if typed["change"] not in set(Change):
        raise ChangeNotPossible(standing="–")
    return Change(typed["change"])


async def _types(actor: Actor, threads: dict[str, CertificationOut]) -> list[dict[str, str]]:
    """The types that can be granted to the site now."""
    return [
        {"value": kind.code, "label": kind.title_in(current().code)}
        for kind in await certificate_types(actor)
        if kind.active and (kind.code not in threads or Change.GRANTED in threads[kind.code].next)
    ]


def _shown(found: Plan | ServicemarkError | None, thread: CertificationOut | None, today: date) -> dict[str, Any]:
    """The present state and the evidence beside the form, and what the change would do."""
    plan = found if isinstance(found, Plan) else None
    after = [] if plan is None else issue_view(plan.issue, thread)
    return {
        "now": badge(thread.standing if thread else Standing.NONE),
        "after": badge(plan.after) if plan else None,
        "days": after,
        "today": today.isoformat(),
        "history": [change_view(each) for each in thread.changes] if thread else [],
    }
