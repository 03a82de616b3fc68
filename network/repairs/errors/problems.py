"""What is wrong with one field of what was handed in."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from network.foundation.i18n import Text, gettext


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one figure (`field`; empty: about the report). `text` and `remedy` take `values`."""

    field: str
    code: str
    text: Text
    remedy: Text
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def sentence(self) -> str:
        """What is wrong and what to do, in the reader's language."""
        told = {"text": str(self.text) % self.values, "remedy": str(self.remedy) % self.values}
        return gettext("%(text)s %(remedy)s") % told
