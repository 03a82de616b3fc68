"""The text of a mail about notices, in the reader's language."""

from collections.abc import Sequence

from network.foundation.i18n import gettext as _
from network.foundation.i18n import ngettext

LONGEST_SUBJECT = 150


def letter(told: Sequence[tuple[str, str]], network: str) -> tuple[str, str]:
    """Subject and text. `told`: what is told and the address of the page about it, the oldest first."""
    if len(told) == 1:
        subject = told[0][0][:LONGEST_SUBJECT]
    else:
        count = ngettext("%(num)s new notice", "%(num)s new notices", len(told)) % {"num": len(told)}
        subject = f"{network}: {count}"
    lines = [f"{text}\n{address}\n" for text, address in told]
    foot = _("Servicemark sends this because you answer for what it is about. You find all your notices there too.")
    return subject, "\n".join([*lines, "-- ", network, foot, ""])
