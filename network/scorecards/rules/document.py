"""Schemes as YAML text, for people. Numbers become exact decimals on the way in, plain numbers on the way out."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from network.foundation.documents.plain_yaml import Row, write_yaml
from network.foundation.documents.problems import Problem
from network.foundation.documents.reading import listed, path_of, read_document, told
from network.scorecards.rules.consequence_problems import NoCause, NoEffect
from network.scorecards.rules.consequences import EFFECT_FIELDS, ON_FIELDS
from network.scorecards.rules.problems import NotBreakpoint, SchemeUnreadable
from network.scorecards.rules.scheme import Scheme

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

# Where a rule has one of several forms, told apart by one field.
_FORMS: Mapping[int | str, tuple[type[Problem], tuple[str, ...]]] = {
    "on": (NoCause, ON_FIELDS),
    "effect": (NoEffect, EFFECT_FIELDS),
}


def load_scheme(text: str) -> Scheme:
    """The scheme written in this YAML text; SchemeUnreadable lists every place that has not the form of a scheme.

    Only the form is checked: see `validation.validate_scheme`.
    """
    return read_document(text, Scheme.model_validate_json, SchemeUnreadable, _told)


def scheme_of(document: Mapping[str, Any]) -> Scheme:
    """The scheme in a document as an API sends it, numbers as text. As `load_scheme`."""
    try:
        return Scheme.model_validate_json(json.dumps(document))
    except ValidationError as error:
        raise SchemeUnreadable(listed(error, _told)) from error


def dump_scheme(scheme: Scheme) -> str:
    """YAML that `load_scheme` reads back as the same scheme."""
    content = scheme.model_dump(exclude_none=True)
    for criterion in content["criteria"]:
        criterion["curve"] = [Row(point) for point in criterion["curve"]]
    return write_yaml(content)


def _told(details: "ErrorDetails") -> Problem:
    """A breakpoint is a pair, and pydantic calls its halves missing or superfluous."""
    kind, place = details["type"], details["loc"]
    if kind.startswith("union_tag_") and place[-1] in _FORMS:
        problem, choices = _FORMS[place[-1]]
        return problem(path_of(place), {"choices": ", ".join(choices)})
    if kind == "missing" and isinstance(place[-1], int):
        return NotBreakpoint(path_of(place[:-1]))
    if place[-2:-1] == ("curve",):
        return NotBreakpoint(path_of(place))
    return told(details)
