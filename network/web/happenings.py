"""Events of the trail in words. Each domain says its own (`Words`); `network.app` puts them together for all pages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from babel.support import LazyProxy

from network.foundation.i18n import Text, current
from network.foundation.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: who did what to which subject (`order:R1`, `scorecard:2026Q3`); `facts` depend on the action.

    `site` is the code of the site whose chain it stands in, empty for the network's own.
    """

    at: datetime
    who: str
    action: str
    subject: str
    facts: Mapping[str, Any]
    sequence: int = 0
    site: str = ""
    account: UUID | None = None

    @property
    def name(self) -> str:
        """What the subject is called, without its kind."""
        return self.subject.partition(":")[2] or self.subject


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that an event changed; an empty text is nothing."""

    label: str
    before: str
    after: str


# A text may name `%(name)s`, the subject's, and any fact that is a text or a number.
Teller = Text | Callable[[Happening], str]
Choices = Mapping[str, Mapping[str, Text]]


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of actions, of columns that changed, and of the values of those with few; an icon by action."""

    actions: Mapping[str, Teller] = field(default_factory=dict)
    columns: Mapping[str, Text] = field(default_factory=dict)
    choices: Choices = field(default_factory=dict)
    icons: Mapping[str, str] = field(default_factory=dict)

    def told(self, event: Happening) -> str:
        """The event in a sentence; one that nobody has words for is named as it was written down."""
        teller = self.actions.get(event.action)
        if teller is None:
            return f"{event.action} {event.subject}"
        if isinstance(teller, str | LazyProxy):  # a lazy text can be called as well, so what it is comes first
            return str(teller) % _Named({**event.facts, "name": event.name})
        return teller(event)

    def differences(self, event: Happening) -> list[Difference]:
        """Before and after of each column that the event changed."""
        before, after = event.facts.get("before"), event.facts.get("after")
        if not isinstance(before, Mapping) or not isinstance(after, Mapping):
            return []
        return [
            Difference(self.column(name), self.value(name, before.get(name)), self.value(name, after.get(name)))
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ]

    def column(self, name: str) -> str:
        return str(self.columns.get(name, name.replace("_", " ")))

    def value(self, column: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, list):
            return "; ".join(self.value(column, each) for each in value)
        if isinstance(value, Mapping):
            return ", ".join(f"{self.column(name)}: {self.value(name, each)}" for name, each in value.items())
        if isinstance(value, str):
            choice = self.choices.get(column, {}).get(value)
            return str(choice) if choice is not None else _moment(column, value)
        return str(value)

    def icon(self, event: Happening) -> str:
        return self.icons.get(event.action, "history")


class _Named(dict[str, Any]):
    """A fact that an older event lacks is a dash, not an error: the trail is never rewritten."""

    def __missing__(self, _key: str) -> str:
        return "–"


def together(parts: Iterable[Words]) -> Words:
    """The words of all domains as one."""
    actions: dict[str, Teller] = {}
    columns: dict[str, Text] = {}
    choices: dict[str, Mapping[str, Text]] = {}
    icons: dict[str, str] = {}
    for part in parts:
        actions.update(part.actions)
        columns.update(part.columns)
        choices.update(part.choices)
        icons.update(part.icons)
    return Words(actions, columns, choices, icons)


def _moment(column: str, value: str) -> str:
    """Days and moments as people write them; every other text as it is."""
    try:
        if column.endswith(("_on", "_from", "_to", "since", "until")) and len(value) == 10:
            return current().date(date.fromisoformat(value))
        if column.endswith("_at"):
            return current().moment(datetime.fromisoformat(value))
    except ValueError:
        pass
    return value
