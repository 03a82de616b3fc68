"""YAML for people. Numbers become exact decimals on the way in, plain numbers on the way out."""

import re
from decimal import Decimal
from enum import StrEnum
from typing import Any

import yaml
from yaml.events import AliasEvent, Event
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from network.foundation.documents import problems
from network.foundation.documents.problems import Problem

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

# Documents of ours have five or six levels.
_DEEPEST = 10


class Row(tuple[Any, ...]):
    """Values that are written on one line."""


class NotReadable(Exception):
    """The text is no YAML, or uses more of YAML than a plain document needs."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def read_yaml(text: str) -> Any:
    """What the text says: fields, lists, texts, whole numbers, Decimals, true, false and None. NotReadable."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader that knows even fewer types
    except yaml.YAMLError as error:
        raise NotReadable(_unparsed(error, text)) from error


def write_yaml(content: Any) -> str:
    """YAML that `read_yaml` reads back as the same content."""
    return yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Refusal(yaml.YAMLError):
    """YAML allows it, a document of ours does not."""

    def __init__(self, kind: type[Problem], where: Node | Event) -> None:
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
    """Decimals as plain numbers, rows on one line, never an alias."""

    def ignore_aliases(self, _data: object) -> bool:
        return True

    def text(self, value: str) -> Node:
        # PyYAML does not read back all line ends that it writes, unless they are escaped.
        return self.represent_scalar(_TEXT, value, style=None if value.isprintable() else '"')

    def number(self, value: Decimal) -> Node:
        text = format(value, "f")
        return self.represent_scalar(_DECIMAL if "." in text else _INTEGER, text)

    def row(self, values: Row) -> Node:
        return self.represent_sequence(_SEQUENCE, values, flow_style=True)


_Dumper.add_representer(str, _Dumper.text)
_Dumper.add_multi_representer(StrEnum, lambda dumper, value: dumper.text(str(value)))
_Dumper.add_representer(Decimal, _Dumper.number)
_Dumper.add_representer(Row, _Dumper.row)


def _unparsed(error: yaml.YAMLError, text: str) -> Problem:
    if isinstance(error, _Refusal):
        return error.kind("", {"line": error.line})
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        line = error.problem_mark.line + 1
    else:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
    return problems.NotYaml("", {"line": line})
