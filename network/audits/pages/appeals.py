"""Pages: headquarters' list of appeals, and deciding on one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.audits.commands.appeal_decisions import decide_appeal
from network.audits.errors.appeals import AppealWrong
from network.audits.lists_audits import APPEALS, APPEALS_PATH
from network.audits.pages.audit_view import label_of, photos_of
from network.audits.pages.audit_words import (
    appeal_cells,
    appeal_row,
    appeal_view,
    audit_path,
    flashes,
    question_view,
    score_text,
    visited,
)
from network.audits.pages.planning_words import kind_text, name_of
from network.audits.queries.appeals import appeal, list_appeals
from network.audits.rules.appeals import APPEAL_LABELS, GROUND_LABELS
from network.audits.rules.checklists import KIND_LABELS
from network.audits.schemas.audits import AppealCase, AppealsOut, DecisionIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, ServicemarkError
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.web.downloads import MOST_ROWS, check_rows, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

_TYPED = ("outcome", "change", "answer", "reason", "revision")


class AppealPages(Controller):
    path = APPEALS_PATH
    guards = [allows(Permission.DECIDE_APPEALS)]

    @get()
    async def appeals(
        self, request: HouseRequest, actor: NamedDependency[Actor], done: FromQuery[str] = ""
    ) -> Response[Any]:
        """The appeals in reach, the oldest first, or what is shown of them as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, APPEALS)
        if kind := format_of(request):
            found = await list_appeals(actor, state, limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[appeal_cells(each)[column.key] for column in shown] for each in found.items]
            return await table_download(_("Appeals"), [str(column.label) for column in shown], rows, kind)
        return _list(state, await list_appeals(actor, state), done)

    @get("/{appeal_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], appeal_id: FromPath[UUID]) -> Page:
        return _case(await appeal(actor, appeal_id))

    @post("/{appeal_id:uuid}")
    async def decide(
        self, request: HouseRequest, actor: NamedDependency[Actor], appeal_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        typed, version = typed_values(form, _TYPED), version_of(form)
        upholds = typed["outcome"] == "upheld"
        given = {**typed, "change": typed["change"] or None, "answer": typed["answer"]}
        given |= {} if upholds else {"change": None, "answer": ""}
        try:
            await decide_appeal(actor, appeal_id, read_as(DecisionIn, given, AppealWrong), now(), version)
        except (Invalid, Conflict, PreconditionFailed) as refusal:
            return _case(await appeal(actor, appeal_id), typed, refusal)
        return Redirect(f"{APPEALS_PATH}?state=open&done=decided", status_code=303)


def _list(state: ListState, found: AppealsOut, done: str) -> Page:
    at, number = now(), current().decimal(found.total)
    table = list_card(
        state.within(found.total),
        found.total,
        [appeal_row(each, at) for each in found.items],
        title=_("Appeals"),
        count=ngettext("%(count)s appeal", "%(count)s appeals", found.total) % {"count": number},
        search_label=_("Code or name of a site"),
        groups=[
            options(state, "state", _("State"), APPEAL_LABELS),
            options(state, "ground", _("Ground"), GROUND_LABELS),
            options(state, "kind", _("Kind of visit"), KIND_LABELS),
        ],
        empty=Empty(
            _("No appeal has been lodged"),
            _("Sites can appeal against each question for ten working days from the delivery of an audit."),
        ),
    )
    crumbs = [{"label": _("Appeals"), "href": ""}]
    return page("appeals.html", table=table, flashes=flashes(done), breadcrumbs=crumbs)


def _case(found: AppealCase, typed: Mapping[str, str] | None = None, refusal: ServicemarkError | None = None) -> Page:
    audit, appealed, wrong, language = found.audit, found.appeal, wrong_fields(refusal), current()
    document = audit.in_force.document
    question = document.question(appealed.question)
    label = label_of(audit, appealed.question)
    return page(
        "appeal.html",
        status=refusal.status if refusal else 200,
        title=_("Appeal: %(question)s") % {"question": label},
        appeal=appeal_view(appealed, audit.site, audit.id, label, ZoneInfo(audit.time_zone)),
        audit_href=audit_path(audit.site, audit.id),
        question=question_view(question) if question else {},
        photos=photos_of(audit, document).get(appealed.question, []),
        facts=_facts(found),
        revision=audit.revision,
        stale=appealed.revision != audit.revision,
        version=appealed.version,
        part_of_visit=found.part_of_visit,
        changes=_changes(found),
        choices=[
            {"value": each.value, "label": each.label_zh if language.code == "zh_CN" else each.label}
            for each in found.choices
        ],
        typed_answer=found.typed,
        typed={**dict.fromkeys(_TYPED, ""), **(typed or {})},
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=[{"label": _("Appeals"), "href": APPEALS_PATH}, {"label": label, "href": ""}],
    )


def _facts(found: AppealCase) -> list[dict[str, str]]:
    audit = found.audit
    facts = [
        (_("Site"), name_of(audit.site, audit.site_name, audit.site_name_zh, current())),
        (_("Kind of visit"), kind_text(audit.kind)),
        (_("Visited"), visited(audit)),
        (_("Score"), score_text(audit.score)),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def _changes(found: AppealCase) -> list[dict[str, str]]:
    """What an upheld appeal may do; a text or a photo has no other answer."""
    left_out = {"value": "left_out", "label": _("It is left out: it counts neither for nor against")}
    other = {"value": "answer", "label": _("It is answered otherwise")}
    return [other, left_out] if found.choices or found.typed else [left_out]
