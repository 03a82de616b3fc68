"""Import profiles: how a file that was made for something else maps to a layout. TOML, written by people.

    [columns]                    # our column = header in the file
    order_no = "incident"

    [constants]                  # our column = the same value in every row
    currency = "EUR"

    [values.outcome]             # value in the file = value read instead; others are read as they are
    "fixed" = "repaired"

    [values.sent_to_hq]          # non_empty: any cell that holds something not listed; empty: a cell that does not
    non_empty = "true"
    empty = "false"

    [formats]
    timestamp = ["%d.%m.%Y %H:%M"]   # tried before ISO 8601; %Y %m %d %H %I %p %M %S %f %z %b %B only
    date = ["%d.%m.%Y"]
    decimal_mark = ","
    encoding = "cp1252"          # when it is neither UTF-8, UTF-16 with mark, nor GB 18030
    delimiter = ";"
    time_zone = "Europe/Berlin"  # of times without offset; the site's own zone when absent

    [sites]                      # for sites made while importing
    region = "country"           # header that gives the region
    name = "team name"           # header that gives the name
    unknown_region = ["0", ""]   # values in it that mean: not known
    kind = "franchised"
    time_zone = "Europe/Berlin"

Headers and values are compared without regard to case, width and surrounding blanks.
"""

import codecs
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from network.foundation.tabular.errors import ProfileInvalid
from network.foundation.tabular.layout import Layout

NON_EMPTY, EMPTY = "non_empty", "empty"
_DIRECTIVES = re.compile(r"(?:[^%]|%[YmdHIpMSfzbB])+")


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name} is not an IANA time zone")
    return name


def _pattern(pattern: str) -> str:
    if not _DIRECTIVES.fullmatch(pattern) or not {"%Y", "%d"} <= set(re.findall("%.", pattern)):
        raise ValueError("only %Y %m %d %H %I %p %M %S %f %z %b %B are known, and %Y and %d must be there")
    return pattern


def _encoding(name: str) -> str:
    try:
        info = codecs.lookup(name)
        info.incrementaldecoder(errors="strict").decode("a".encode(name))
    except (LookupError, TypeError, UnicodeError):
        raise ValueError(f"{name} is not a known text encoding") from None
    return info.name


Header = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Value = Annotated[str, StringConstraints(max_length=1000)]
Zone = Annotated[str, AfterValidator(_zone)]
Pattern = Annotated[str, AfterValidator(_pattern)]


def _toml(text: str) -> dict[str, object]:
    """Raises TOMLDecodeError, RecursionError; a number of too many digits is a plain ValueError to `tomllib`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:
        raise tomllib.TOMLDecodeError(str(error)) from None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Formats(_Part):
    """How the file writes things."""

    timestamp: list[Pattern] = []
    date: list[Pattern] = []
    decimal_mark: Literal[".", ","] = "."
    encoding: Annotated[str, AfterValidator(_encoding)] | None = None
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    time_zone: Zone | None = None


class Sites(_Part):
    """What is known of sites that are made while importing."""

    region: Header | None = None
    name: Header | None = None
    unknown_region: list[Value] = []
    kind: Value | None = None
    time_zone: Zone | None = None


class Profile(_Part):
    """A profile as its file says it; see the module's docstring for the keys."""

    columns: dict[str, Header] = {}
    constants: dict[str, Value] = {}
    values: dict[str, dict[str, Value]] = {}
    formats: Formats = Field(default_factory=Formats)
    sites: Sites | None = None

    @classmethod
    def load(cls, path: Path) -> "Profile":
        """Read a profile file. Raises ProfileInvalid naming the file and every wrong key."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ProfileInvalid.at(path, str(error)) from None
        return cls.parse(text, path)

    @classmethod
    def parse(cls, text: str, path: Path) -> "Profile":
        """The same from the text of a profile; `path` names it in errors."""
        try:
            return cls.model_validate(_toml(text))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ProfileInvalid.at(path, str(error)) from None
        except ValidationError as error:
            problems = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
            raise ProfileInvalid.at(path, "; ".join(problems)) from None

    def check(self, layout: Layout) -> None:
        """Raise ProfileInvalid when the profile does not fit the layout."""
        known = {column.name for column in layout.columns}
        for table, names in (("columns", self.columns), ("constants", self.constants), ("values", self.values)):
            unknown = sorted(set(names) - known)
            if unknown:
                expected = ", ".join(column.name for column in layout.columns)
                raise ProfileInvalid(problem=f"[{table}] {', '.join(unknown)} (known: {expected})")
        both = sorted(set(self.columns) & set(self.constants))
        if both:
            raise ProfileInvalid(problem=f"[columns] + [constants]: {', '.join(both)}")
