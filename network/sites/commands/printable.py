"""Names that end up on certificates and scorecards must be made of characters that can be printed."""

from collections.abc import Mapping

from network.foundation.i18n import gettext as _
from reports.typeface import missing_glyphs


def unprintable(texts: Mapping[str, str | None]) -> dict[str, str]:
    """What is wrong, by field, with those of these texts that hold a character that is in no typeface of ours."""
    return {
        name: _("The characters %(missing)s cannot be printed. Write it without them.") % {"missing": missing}
        for name, text in texts.items()
        if (missing := missing_glyphs(text or ""))
    }
