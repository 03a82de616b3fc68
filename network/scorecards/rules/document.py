"""Schemes as YAML text, for people. Numbers become exact decimals on the way in, plain numbers on the way out."""

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import ValidationError
from yaml.events import AliasEvent, Event
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from network.scorecards.rules import problems
from network.scorecards.rules.problems import SchemeProblem, SchemeUnreadable
from network.scorecards.rules.scheme import CurvePoint, Scheme

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_TEXT = "tag:yaml.org,2002:str"
_NULL = "tag:yaml.org,2002:null"
_BOOLEAN = "tag:yaml.org,2002:bool"
_INTEGER = "tag:yaml.org,2002:int"
_DECIMAL = "tag:yaml.org,2002:float"
_SEQUENCE = "tag:yaml.org,2002:seq"

_TEXT_FORM = re.compile("")
_NULL_FORM = re.compile(r"(?:null|~|)$")
_BOOLEAN_FORM = re.compile(r"(?:true|false)$")
# Twenty digits are more than any weight or threshold has, and keep a hostile text from costing time.
_INTEGER_FORM = re.compile(r"-?(?:0|[1-9][0-9]{0,19})$")
_DECIMAL_FORM = re.compile(r"-?(?:0|[1-9][0-9]{0,19})?\.[0-9]{1,20}$")

# A scheme has five levels.
_DEEPEST = 10

# Where a field has several forms, pydantic adds the name of the form to the place.
_UNION_TAGS = frozenset({"measured", "certified", "int", "str"})

# How pydantic names what it found, and what we say about it.
_PROBLEMS: dict[str, type[SchemeProblem]] = {
    "missing": problems.Missing,
    "extra_forbidden": problems.Unexpected,
    "int_type": problems.NotWholeNumber,
    "string_type": problems.NotText,
    "bool_type": problems.NotYesNo,
    "decimal_type": problems.NotNumber,
    "decimal_parsing": problems.NotNumber,
    "finite_number": problems.NotNumber,
    "tuple_type": problems.NotList,
    "dict_type": problems.NotFields,
    "model_type": problems.NotFields,
}


def load_scheme(text: str) -> Scheme:
    """The scheme written in this YAML text; SchemeUnreadable lists every place that has not the form of a scheme.

    Only the form is checked: see `validation.validate_scheme`.
    """
    try:
        document = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader that knows even fewer types
        return Scheme.model_validate_json(json.dumps(document, default=str))
    except yaml.YAMLError as error:
        raise SchemeUnreadable([_unparsed(error, text)]) from error
    except ValidationError as error:
        raise SchemeUnreadable(_unreadable(error)) from error


def dump_scheme(scheme: Scheme) -> str:
    """YAML that `load_scheme` reads back as the same scheme."""
    content = scheme.model_dump()
    for criterion in content["criteria"]:
        criterion["curve"] = [CurvePoint(*point) for point in criterion["curve"]]
    return yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Refusal(yaml.YAMLError):
    """YAML allows it, a scheme does not."""

    def __init__(self, kind: type[SchemeProblem], where: Node | Event) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.line = where.start_mark.line + 1 if where.start_mark else 1


class _Loader(yaml.SafeLoader):
    """Reads texts, numbers, true, false and null in their plainest form; `no`, `0x10` and `1:30` are texts here.

    Aliases are refused (a few lines of them unfold to gigabytes), as is nesting without end, and a field that comes
    twice: YAML would silently keep the second.
    """

    depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        if self.check_event(AliasEvent):
            raise _Refusal(problems.AliasRefused, self.peek_event())  # type: ignore[no-untyped-call]
        if self.depth > _DEEPEST:
            raise _Refusal(problems.TooDeep, self.peek_event())  # type: ignore[no-untyped-call]
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def mapping(self, node: Node) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        pairs = node.value if isinstance(node, MappingNode) else [(node, node)]
        for key_node, value_node in pairs:
            key = self.construct_object(key_node, deep=True) if isinstance(key_node, ScalarNode) else None
            if not isinstance(key, str):
                raise _Refusal(problems.NotYaml, key_node)
            if key in fields:
                raise _Refusal(problems.RepeatedField, key_node)
            fields[key] = self.construct_object(value_node, deep=True)
        return fields

    def sequence(self, node: Node) -> list[Any]:
        if not isinstance(node, SequenceNode):
            raise _Refusal(problems.NotYaml, node)
        return self.construct_sequence(node, deep=True)

    def integer(self, node: Node) -> int:
        return int(self._matching(_INTEGER_FORM, node))

    def decimal(self, node: Node) -> Decimal:
        return Decimal(self._matching(_DECIMAL_FORM, node))

    def boolean(self, node: Node) -> bool:
        return self._matching(_BOOLEAN_FORM, node) == "true"

    def null(self, node: Node) -> None:
        self._matching(_NULL_FORM, node)

    def text(self, node: Node) -> str:
        return self._matching(_TEXT_FORM, node)

    def _matching(self, form: re.Pattern[str], node: Node) -> str:
        """The scalar's text. A tag that a person wrote (`!!int x`) is held to the same form as a bare value."""
        if not isinstance(node, ScalarNode) or not form.match(node.value):
            raise _Refusal(problems.NotYaml, node)
        return str(node.value)


_Loader.yaml_constructors = {
    None: _Loader.construct_undefined,
    _NULL: _Loader.null,
    _BOOLEAN: _Loader.boolean,
    _INTEGER: _Loader.integer,
    _DECIMAL: _Loader.decimal,
    _TEXT: _Loader.text,
    _SEQUENCE: _Loader.sequence,
    "tag:yaml.org,2002:map": _Loader.mapping,
}
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver(_NULL, _NULL_FORM, ["~", "n", ""])
_Loader.add_implicit_resolver(_BOOLEAN, _BOOLEAN_FORM, ["t", "f"])
_Loader.add_implicit_resolver(_INTEGER, _INTEGER_FORM, list("-0123456789"))
_Loader.add_implicit_resolver(_DECIMAL, _DECIMAL_FORM, list("-.0123456789"))


class _Dumper(yaml.SafeDumper):
    """Decimals as plain numbers, breakpoints on one line, never an alias."""

    def ignore_aliases(self, _data: object) -> bool:
        return True

    def text(self, value: str) -> Node:
        # PyYAML does not read back all line ends that it writes, unless they are escaped.
        return self.represent_scalar(_TEXT, value, style=None if value.isprintable() else '"')

    def number(self, value: Decimal) -> Node:
        text = format(value, "f")
        return self.represent_scalar(_DECIMAL if "." in text else _INTEGER, text)

    def breakpoint(self, point: CurvePoint) -> Node:
        return self.represent_sequence(_SEQUENCE, point, flow_style=True)


_Dumper.add_representer(str, _Dumper.text)
_Dumper.add_representer(Decimal, _Dumper.number)
_Dumper.add_representer(CurvePoint, _Dumper.breakpoint)


def _unparsed(error: yaml.YAMLError, text: str) -> SchemeProblem:
    if isinstance(error, _Refusal):
        return error.kind("", {"line": error.line})
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        line = error.problem_mark.line + 1
    else:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
    return problems.NotYaml("", {"line": line})


def _unreadable(error: ValidationError) -> list[SchemeProblem]:
    """One problem a place: a value that fits neither kind of a union is told once."""
    found: dict[str, SchemeProblem] = {}
    for details in error.errors(include_url=False):
        problem = _problem(details)
        found.setdefault(problem.path, problem)
    return list(found.values())


def _problem(details: "ErrorDetails") -> SchemeProblem:
    kind, place = details["type"], details["loc"]
    if kind == "literal_error":
        choices = details["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
        return problems.NotChoice(_path(place), {"choices": choices})
    if kind == "missing" and isinstance(place[-1], int):
        return problems.NotBreakpoint(_path(place[:-1]))
    if place[-2:-1] == ("curve",):
        return problems.NotBreakpoint(_path(place))
    return _PROBLEMS.get(kind, problems.WrongForm)(_path(place))


def _path(place: tuple[int | str, ...]) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place if part not in _UNION_TAGS)
    return "".join(parts).removeprefix(".")
