"""The page of a corrective action with its forms: each has names of its own, for several may stand on it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar.datastructures import FormMultiDict
from pydantic import BaseModel

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid, ServicemarkError
from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.improvement.errors.actions import DecisionWrong
from network.improvement.pages.finding_words import (
    action_path,
    action_view,
    extension_view,
    file_view,
    finding_view,
    step_entry,
)
from network.improvement.queries.findings import action
from network.improvement.rules.actions import OWED, ActionState, ExtensionState, may_check
from network.improvement.rules.findings import asks_root_cause
from network.improvement.schemas.findings import ActionOut
from network.sites.pages.sites import site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.templating import Page, page

Model = TypeVar("Model", bound=BaseModel)
Names = Mapping[str, str]

# Field of the form -> field of what the command takes.
ANSWER: Names = MappingProxyType({name: name for name in ("containment", "root_cause", "remedy", "owner")})
WISH: Names = MappingProxyType({"wanted_on": "due_on", "wanted_reason": "reason"})
VERDICT: Names = MappingProxyType({"verdict": "", "note": "note"})
EFFECT: Names = MappingProxyType({"effective": "effective", "effect_reason": "reason"})
TIME: Names = MappingProxyType({"granted": "granted", "time_reason": "reason"})
_EVERY = (*ANSWER, *WISH, *VERDICT, *EFFECT, *TIME)

DONE: Mapping[str, Text] = MappingProxyType(
    {
        "answered": lazy("The answer is with headquarters. Somebody there looks at it."),
        "asked": lazy("Headquarters decides about more time. Until then the due date stays."),
        "added": lazy("The file is added."),
        "removed": lazy("The file is taken out."),
        "verified": lazy("The action is verified. Its effect is checked in 90 days."),
        "returned": lazy("The answer is sent back; the site has been told."),
        "closed": lazy("The action helped, and the finding is closed."),
        "opened": lazy("The action did not help. This is the next one, which the site has to answer."),
        "decided": lazy("It is decided; the site has been told."),
    }
)


@dataclass(frozen=True)
class Form:
    """What was typed into one of the forms."""

    names: Names
    sent: FormMultiDict

    @property
    def typed(self) -> dict[str, str]:
        return typed_values(self.sent, self.names)

    def chosen(self, name: str, values: tuple[str, ...]) -> str:
        """One of the choices; DecisionWrong without one."""
        value = self.typed[name]
        if value not in values:
            raise DecisionWrong({name: lazy("Choose one of these.")})
        return value

    def read(self, model: type[Model], refusal: type[Invalid], names: Names | None = None) -> Model:
        """As the command takes it; a refusal names the fields of the form."""
        fields = {field: name for field, name in {**self.names, **(names or {})}.items() if name}
        back = {name: field for field, name in fields.items()}
        try:
            return read_as(model, {name: self.typed[field] for field, name in fields.items()}, refusal)
        except Invalid as wrong:
            raise refusal({back.get(name, name): text for name, text in wrong.fields.items()}) from wrong

    def at_fields(self, wrong: Mapping[str, str]) -> dict[str, str]:
        """What a command refused, at the fields of the form."""
        back = {name: field for field, name in self.names.items() if name}
        return {back.get(name, name): text for name, text in wrong.items()}


async def action_page(
    actor: Actor,
    code: str,
    action_id: UUID,
    form: Form | None = None,
    refusal: ServicemarkError | None = None,
    done: str = "",
) -> Page:
    """The page; again with what was typed and what is wrong with it."""
    shop, found, language = await site(actor, code), await action(actor, code, action_id, now()), current()
    zone, wrong = ZoneInfo(shop.time_zone), wrong_fields(refusal)
    if form is not None:
        wrong = form.at_fields(wrong)
    elif "" in wrong:
        wrong = {"file": wrong[""]}
    finding = finding_view(found.finding, language)
    return page(
        "action.html",
        status=refusal.status if refusal else 200,
        site=shop,
        action=action_view(found, language),
        finding=finding,
        path=action_path(code, action_id),
        **_offers(actor, found),
        files=[file_view(each, code, action_id) for each in found.files],
        extensions=[extension_view(each, language, zone) for each in found.extensions],
        timeline=[step_entry(each, language, zone) for each in found.steps],
        typed=dict.fromkeys(_EVERY, "") | _kept(found) | (form.typed if form else {}),
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        tabs=site_tabs(actor, code, "findings"),
        breadcrumbs=trail_to(shop, language, _("Findings"), "findings", finding["title"]),
    )


def _offers(actor: Actor, found: ActionOut) -> dict[str, Any]:
    """Which forms there are: what this reader may do now."""
    takes, verifies = actor.may(Permission.TAKE_ACTIONS), actor.may(Permission.VERIFY_ACTIONS)
    owed, waits = found.state in OWED, any(each.state is ExtensionState.OPEN for each in found.extensions)
    return {
        "may_answer": takes and owed,
        "may_ask": takes and owed and not waits and found.today <= found.due_on,
        "may_verify": verifies and found.state is ActionState.ANSWERED and not found.mine,
        "may_check": verifies and found.state is ActionState.VERIFIED and may_check(found.today, found.check_on),
        "may_decide": verifies and waits and found.state is not ActionState.WITHDRAWN,
        "root_cause_needed": asks_root_cause(found.finding.grade),
    }


def _kept(found: ActionOut) -> dict[str, str]:
    """The answer that was sent back is there to be put right."""
    return {name: getattr(found, name) for name in ANSWER}
