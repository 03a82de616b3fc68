"""From the YAML text of a document to what a model of it makes of the text, or every problem with its form."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from network.foundation.documents import problems
from network.foundation.documents.plain_yaml import NotReadable, read_yaml
from network.foundation.documents.problems import Problem, Unreadable

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Document = TypeVar("Document")
Tell = Callable[["ErrorDetails"], Problem]

# How pydantic names what it found, and what we say about it.
_PROBLEMS: dict[str, type[Problem]] = {
    "missing": problems.Missing,
    "extra_forbidden": problems.Unexpected,
    "unexpected_keyword_argument": problems.Unexpected,
    "int_type": problems.NotWholeNumber,
    "string_type": problems.NotText,
    "bool_type": problems.NotYesNo,
    "decimal_type": problems.NotNumber,
    "decimal_parsing": problems.NotNumber,
    "finite_number": problems.NotNumber,
    "tuple_type": problems.NotList,
    "dict_type": problems.NotFields,
    "model_type": problems.NotFields,
    "dataclass_type": problems.NotFields,
}

# Where a field has several forms, pydantic adds the name of the form to the place.
_UNION_TAGS = frozenset({"measured", "certified", "int", "str"})
# Those of forms that a place is given in behind a slash, so that no field of a document is ever taken for one.
_TAG_MARK = "/"


def told(details: "ErrorDetails") -> Problem:
    """What pydantic found, in our words."""
    kind, place = details["type"], path_of(details["loc"])
    if kind in ("literal_error", "enum"):
        choices = details["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
        return problems.NotChoice(place, {"choices": choices})
    return _PROBLEMS.get(kind, problems.WrongForm)(place)


def read_document(text: str, take: Callable[[str], Document], refusal: type[Unreadable], tell: Tell = told) -> Document:
    """What `take` makes of the JSON of this YAML text; `refusal` lists every place that has not the right form."""
    try:
        return take(json.dumps(read_yaml(text), default=str))
    except NotReadable as error:
        raise refusal([error.problem]) from error
    except ValidationError as error:
        raise refusal(listed(error, tell)) from error


def listed(error: ValidationError, tell: Tell = told) -> list[Problem]:
    """One problem a place: a value that fits neither kind of a union is told once."""
    found: dict[str, Problem] = {}
    for details in error.errors(include_url=False):
        problem = tell(details)
        found.setdefault(problem.path, problem)
    return list(found.values())


def path_of(place: tuple[int | str, ...]) -> str:
    """`criteria[2].curve`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place if not _is_tag(part))
    return "".join(parts).removeprefix(".")


def _is_tag(part: int | str) -> bool:
    return isinstance(part, str) and (part in _UNION_TAGS or part.startswith(_TAG_MARK))
