"""What differs between two schemes, part by part, for a table with the one before and the one after side by side."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from network.scorecards.rules.scheme import Scheme

Section = Literal["heading", "criteria", "gates", "standings", "rules"]
_LISTS: tuple[Section, ...] = ("criteria", "gates", "standings", "rules")


class Change(NamedTuple):
    """One part that differs: new (`before` None), gone (`after` None), or other. `fields`: those that differ.

    The parts are as documents: fields with their values. `code` is that of the part, empty in the heading.
    """

    section: Section
    code: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    fields: tuple[str, ...]


def compared(before: Scheme, after: Scheme) -> list[Change]:
    """Heading first, then the parts in the order of `after`, what is gone last. The order of parts counts for nothing
    but standings, where it follows from their scores."""
    old, new = _document(before), _document(after)
    names = [name for name in new if name not in _LISTS and name != "version"]
    heading = _change("heading", "", {name: old[name] for name in names}, {name: new[name] for name in names})
    found = [heading] if heading.fields else []
    for section in _LISTS:
        found += _listed(section, old.get(section) or (), new.get(section) or ())
    return found


def _document(scheme: Scheme) -> dict[str, Any]:
    """The limits of the rules are part of the heading, the rules themselves are a list like the others."""
    whole = scheme.model_dump()
    rules = whole.pop("rules") or {}
    return {**whole, "rules": rules.pop("consequences", ()), "limits": rules}


def _listed(section: Section, before: Sequence[Any], after: Sequence[Any]) -> list[Change]:
    old = {part["code"]: part for part in before}
    new = {part["code"]: part for part in after}
    changes = [_change(section, code, old.get(code), part) for code, part in new.items()]
    changes += [_change(section, code, part, None) for code, part in old.items() if code not in new]
    return [change for change in changes if change.fields]


def _change(section: Section, code: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Change:
    names = dict.fromkeys([*(after or {}), *(before or {})])
    fields = tuple(name for name in names if (before or {}).get(name) != (after or {}).get(name))
    return Change(section, code, before, after, fields)
