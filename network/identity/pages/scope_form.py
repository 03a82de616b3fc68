"""The part of a form that gives somebody a role at a scope: read, checked, and shown again as it was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from litestar.datastructures import FormMultiDict
from pydantic import BaseModel, ValidationError

from network.foundation.access import RIGHT_LABELS, RIGHTS, ROLE_LABELS, Role
from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound, ServicemarkError
from network.foundation.i18n import current
from network.identity.schemas.places import SiteChoice
from network.sites.schemas.sites import RegionOut
from network.web.validation import field_errors

Schema = TypeVar("Schema", bound=BaseModel)

_EVERYWHERE = (Role.HQ_ADMINISTRATOR, Role.EXECUTIVE)
LONGEST = 300


@dataclass(frozen=True, slots=True)
class ScopeForm:
    """What was typed and ticked. `where`: `whole_network` or `regions`, which only a manager chooses."""

    role: str = ""
    where: str = "regions"
    regions: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    first_day: str = ""
    last_day: str = ""
    search: str = ""
    email: str = ""
    name: str = ""

    @classmethod
    def read(cls, form: FormMultiDict) -> Self:
        return cls(
            role=_one(form, "role"),
            where=_one(form, "where"),
            regions=_many(form, "regions"),
            sites=_many(form, "sites"),
            rights=_many(form, "rights"),
            first_day=_one(form, "first_day"),
            last_day=_one(form, "last_day"),
            search=_one(form, "search"),
            email=_one(form, "email"),
            name=_one(form, "name"),
        )

    def values(self, *further: str) -> dict[str, Any]:
        """What the schemas take: of the scope only what the chosen role can have, and these further fields."""
        manages, runs = self.role == Role.HQ_MANAGER, self.role in (Role.SITE_OPERATOR, Role.SITE_STAFF)
        whole = self.role in _EVERYWHERE or (manages and self.where == "whole_network")
        written = {name: getattr(self, name) for name in ("role", "last_day", *further)}
        return {
            "whole_network": whole,
            "regions": list(self.regions) if manages and not whole else [],
            "sites": list(self.sites) if runs else [],
            "rights": list(self.rights) if manages else [],
            **{name: text for name, text in written.items() if text},
        }

    def as_typed(self, regions: list[RegionOut], choices: list[SiteChoice]) -> dict[str, Any]:
        """The names that scope_fields.html needs."""
        language = current().code
        return {
            "typed": self,
            "roles": [{"value": role.value, "label": str(label)} for role, label in ROLE_LABELS.items()],
            "tree": [
                {
                    "path": region.path,
                    "name": region.name_in(language),
                    "depth": region.path.count("/"),
                    "chosen": region.path in self.regions,
                }
                for region in regions
            ],
            "six_rights": [
                {"value": right.value, "label": str(RIGHT_LABELS[right]), "chosen": right.value in self.rights}
                for right in RIGHTS
            ],
            "choices": choice_lines(choices),
        }


def choice_lines(choices: list[SiteChoice]) -> list[dict[str, Any]]:
    """The sites to tick, named in the reader's language."""
    chinese = current().code == "zh_CN"
    return [
        {
            "code": choice.code,
            "name": (choice.name_zh or choice.name) if chinese else (choice.name or choice.name_zh),
            "chosen": choice.chosen,
        }
        for choice in choices
    ]


def checked(schema: type[Schema], values: Mapping[str, Any]) -> Schema:
    """The schema, or Invalid with what is wrong by field."""
    try:
        return schema.model_validate(values)
    except ValidationError as error:
        wrong = {name.partition(".")[0]: text for name, text in field_errors(error.errors()).items()}
        raise Invalid(dict(wrong)) from error


def told(refusal: ServicemarkError) -> dict[str, Any]:
    """The names `errors` and `wrong` of a form that is shown again. Raises what no form can tell."""
    if isinstance(refusal, Invalid):
        wrong = {name: str(text) for name, text in refusal.fields.items()}
        errors = [{"field": name, "message": text} for name, text in wrong.items()]
        return {"errors": errors or [{"field": "", "message": refusal.text()}], "wrong": wrong}
    if isinstance(refusal, Forbidden | NotFound) or not isinstance(refusal, Conflict):
        raise refusal
    return {"errors": [{"field": "", "message": refusal.text()}], "wrong": {}}


def _one(form: FormMultiDict, name: str) -> str:
    value = form.get(name, "")
    return value.strip()[:LONGEST] if isinstance(value, str) else ""


def _many(form: FormMultiDict, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:LONGEST] for value in form.getall(name, []) if isinstance(value, str)))
