"""Surveys as they come in and go out, and the forms that ship."""

from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BeforeValidator, Field, TypeAdapter

from network.feedback.rules.forms import MOST_LETTERS, Form
from network.feedback.schemas.complaints import Frozen
from network.sites.schemas.texts import PROSE, Strict

# The forms: of customers about sites, of sites about headquarters.
CUSTOMER, HEADQUARTERS = "customer", "headquarters"
Grade = Annotated[int, Field(ge=1, le=5)]
BlockKey = Annotated[str, Field(max_length=40)]
Code = Annotated[str, Field(min_length=1, max_length=40)]
# A browser sends a line end as two signs.
Comment = Annotated[
    str,
    BeforeValidator(lambda given: given.replace("\r\n", "\n") if isinstance(given, str) else given),
    Field(max_length=MOST_LETTERS, pattern=PROSE),
]


@cache
def shipped_form(key: str) -> Form:
    """The form in force."""
    text = (files("network.feedback") / "shipped" / f"{key}.yaml").read_text(encoding="utf-8")
    return TypeAdapter(Form).validate_python(yaml.safe_load(text), strict=False)


class CustomerAnswerIn(Strict):
    """`grade`: 5 is very good, 1 is very bad; `blocks`: grades of single parts, those that the customer cares for."""

    grade: Grade
    blocks: Annotated[dict[BlockKey, Grade], Field(max_length=20)] = {}
    comment: Comment = ""


class AskedOut(Frozen):
    """What a code asks about: the site, and what was repaired."""

    site: str
    name: str
    name_zh: str
    product: str
