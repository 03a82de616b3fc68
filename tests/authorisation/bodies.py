"""What is sent along with a write, so that it fails for who sends it and not for what: out of the description of the
API, and for the form of a page the fields that most of them have.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Litestar

from network.web.openapi import describe
from tests.authorisation.addresses import PARAMETER, Route

# What means something wherever it is asked for.
KNOWN: Mapping[str, Any] = {
    "account": str(UUID(int=1)),
    "change": "granted",
    "last_day": "2027-01-31",
    "name": "Because",
    "reason": "Because it is so.",
    "right": "sites:right:select",
    "role": "executive",
    "scheme": "repairs-only",
    "time_zone": "Asia/Shanghai",
    "type": "handheld-2",
    "verbs": ["sites:records:read"],
    "whole_network": True,
}
_IN_FORMS = ("account", "change", "last_day", "name", "reason", "type")
FORM = {"version": "1", "reason_code": "other", **{name: KNOWN[name] for name in _IN_FORMS}}
# Values of the forms of strings that say no more of themselves.
_TEXTS = {"date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z", "uuid": "00000000-0000-0000-0000-000000000001"}

Schema = Mapping[str, Any]


def body_of(app: Litestar, route: Route) -> dict[str, Any]:
    """The arguments of a request: `json`, `data` or nothing."""
    if not route.is_api:
        return {"data": FORM}
    document = describe(app)
    path = PARAMETER.sub(r"{\1}", route.path)
    content = document["paths"][path][route.method.lower()].get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return {}
    return {"json": _sample(content["application/json"]["schema"], document["components"]["schemas"])}


def _sample(schema: Schema, known: Mapping[str, Schema]) -> Any:
    """The least that the schema takes."""
    if "$ref" in schema:
        return _sample(known[schema["$ref"].rpartition("/")[2]], known)
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return _sample(schema[several][0], known)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type")
    if kind == "object":
        sent = [name for name in schema.get("properties", {}) if name in KNOWN or name in schema.get("required", ())]
        return {name: _named(name, schema["properties"][name], known) for name in sent}
    if kind == "array":
        return _samples(schema["items"], known, schema.get("minItems", 0))
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    return (
        False if kind == "boolean" else _TEXTS.get(schema.get("format", ""), "a" * max(1, schema.get("minLength", 1)))
    )


def _named(name: str, schema: Schema, known: Mapping[str, Schema]) -> Any:
    least = _sample(schema, known)
    choices = known.get(schema.get("$ref", "").rpartition("/")[2], schema).get("enum")
    return KNOWN.get(name, least) if choices is None or KNOWN.get(name) in choices else least


def _samples(items: Schema, known: Mapping[str, Schema], least: int) -> list[Any]:
    """All that there are to choose from, or as few as may be."""
    chosen = known[items["$ref"].rpartition("/")[2]] if "$ref" in items else items
    return list(chosen.get("enum", ())) or [_sample(items, known) for _ in range(least)]
