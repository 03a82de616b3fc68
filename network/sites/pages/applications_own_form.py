"""The form of an application, as its applicant fills it in."""

from typing import Any

from network.foundation.access import Actor
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import Language
from network.foundation.i18n import gettext as _
from network.sites.errors.applications import ApplicationIncomplete
from network.sites.pages.applications_forms import Typed, read_as, summary, wrong_fields
from network.sites.pages.applications_words import FIELD_LABELS, state_badge
from network.sites.queries.applications import form_choices
from network.sites.rules.applications import ApplicationState
from network.sites.schemas.applications import ApplicationIn, ApplicationOut, FormChoices
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, differences
from network.web.visit import visit_of

TEXTS = tuple(name for name in ApplicationIn.model_fields if name != "wanted")
_NUMBERS = ("staff_count", "premises_m2")


def read_form(typed: Typed) -> ApplicationIn:
    """BadApplication. A number that was left empty is not known yet."""
    return read_as(ApplicationIn, {name: value for name, value in typed.items() if value or name not in _NUMBERS})


def typed_form(kept: ApplicationIn | ApplicationOut, language: Language) -> Typed:
    """What is kept, as it stands in the fields of the form."""
    city = kept.city_in(language.code) if isinstance(kept, ApplicationOut) else kept.city
    values = {name: getattr(kept, name) for name in TEXTS} | {"city": city}
    return {name: "" if value is None else str(value) for name, value in values.items()} | {"wanted": list(kept.wanted)}


def own_tabs(found: ApplicationOut, active: str) -> list[dict[str, Any]]:
    """The tabs of an application's pages; `active`: overview, form or evidence. The form is that of a draft."""
    here = f"/my-applications/{found.id}"
    tabs = {"overview": (_("Overview"), here)}
    if found.state == ApplicationState.DRAFT:
        tabs["form"] = (_("Form"), f"{here}/form")
    tabs["evidence"] = (_("Evidence"), f"{here}/evidence")
    return [{"label": label, "href": href, "active": key == active} for key, (label, href) in tabs.items()]


async def form_page(
    request: HouseRequest,
    actor: Actor,
    found: ApplicationOut | None,
    typed: Typed,
    refusal: ServicemarkError | None = None,
) -> Page:
    """The form of a new application (`found` None) or of a draft; once more, with all that was typed, when refused."""
    language = visit_of(request).language
    choices = await form_choices(actor)
    wrong = {} if isinstance(refusal, PreconditionFailed) else wrong_fields(refusal)
    here = f"/my-applications/{found.id}" if found else "/my-applications"
    return page(
        "my_application_form.html",
        status=refusal.status if refusal else 200,
        found=found,
        here=here,
        action=f"{here}/form" if found else f"{here}/new",
        name=found.name_in(language.code) or _("Site without a name") if found else _("New application"),
        badge=state_badge(found.state if found else ApplicationState.DRAFT),
        tabs=own_tabs(found, "form") if found else [],
        typed=typed,
        labels={name: str(label) for name, label in FIELD_LABELS.items()},
        **_choices(choices, typed, language),
        evidence=_evidence(found, language, wrong),
        kept=isinstance(refusal, ApplicationIncomplete),
        wrong=wrong,
        errors=summary(wrong),
        stale=_stale(refusal, typed, choices, language),
        breadcrumbs=[
            {"label": _("My applications"), "href": "/my-applications"},
            {"label": found.number if found else _("New application"), "href": ""},
        ],
    )


def _choices(choices: FormChoices, typed: Typed, language: Language) -> dict[str, Any]:
    code = language.code
    return {
        "regions": [{"value": path, "label": label.in_language(code)} for path, label in choices.regions.items()],
        "cities": [label.in_language(code) for label in choices.cities.values()],
        "types": [
            {"value": key, "label": label.in_language(code), "chosen": key in typed["wanted"]}
            for key, label in choices.types.items()
        ],
    }


def _evidence(found: ApplicationOut | None, language: Language, wrong: dict[str, str]) -> list[dict[str, Any]]:
    """What is asked for, by criterion."""
    groups: dict[str, dict[str, Any]] = {}
    for each in found.requirements if found else []:
        label = each.label.in_language(language.code)
        group = groups.setdefault(each.criterion, {"key": each.criterion, "label": label, "missing": False})
        group["missing"] = group["missing"] or not each.met
        group["wrong"] = wrong.get(f"evidence-{each.criterion}", "")
    return list(groups.values())


def _stale(
    refusal: ServicemarkError | None, typed: Typed, choices: FormChoices, language: Language
) -> list[dict[str, Any]] | None:
    """The `rows` of `both_versions`; None when nothing has changed meanwhile."""
    if not isinstance(refusal, PreconditionFailed):
        return None
    theirs = typed_form(ApplicationIn.model_validate(refusal.theirs), language)
    return differences(FIELD_LABELS, _shown(typed, choices, language), _shown(theirs, choices, language))


def _shown(values: Typed, choices: FormChoices, language: Language) -> Typed:
    """Codes and paths in words."""
    code = language.code
    region = choices.regions.get(values["region"])
    city = choices.cities.get(values["city"])
    types = [choices.types[key].in_language(code) for key in values["wanted"] if key in choices.types]
    words = {"region": region.in_language(code) if region else values["region"], "wanted": ", ".join(types)}
    return values | words | ({"city": city.in_language(code)} if city else {})
