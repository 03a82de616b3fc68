"""What is odd about a visit or a photo, in words."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from network.audits.rules.filings import SIGNAL_LABELS, Signal
from network.foundation.i18n import Language, ngettext
from network.foundation.i18n import gettext as _

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def signal_words(signal: Mapping[str, Any], spoken: Language, zone: ZoneInfo | None = None) -> str:
    """A signal as it was kept (`{"code", "value"}`): its label, with what makes it so. `zone`: of the site."""
    code, value = Signal(signal["code"]), signal["value"]
    label, said = str(SIGNAL_LABELS[code]), _value(code, value, spoken, zone)
    return _("%(label)s (%(value)s)") % {"label": label, "value": said} if said else label


def span_words(seconds: int, spoken: Language) -> str:
    """A span, rounded to its largest unit."""
    size = abs(seconds)
    if size >= 2 * _DAY:
        return ngettext("%(count)s day", "%(count)s days", size // _DAY) % {"count": spoken.decimal(size // _DAY)}
    if size >= 2 * _HOUR:
        return ngettext("%(count)s hour", "%(count)s hours", size // _HOUR) % {"count": spoken.decimal(size // _HOUR)}
    minutes = round(size / _MINUTE)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": spoken.decimal(minutes)}


def _value(code: Signal, value: Any, spoken: Language, zone: ZoneInfo | None) -> str:
    if code is Signal.SKEW:
        return span_words(int(value), spoken)
    if code is Signal.FAR:
        return _("%(distance)s km") % {"distance": spoken.decimal(Decimal(int(value)) / 1000, 1)}
    if code is Signal.DROPPED:
        return ", ".join(value)
    if code is Signal.TAKEN_ELSEWHEN:
        return spoken.moment(datetime.fromisoformat(value), zone)
    if code is Signal.ALIKE:
        return ngettext("%(count)s visit", "%(count)s visits", len(value)) % {"count": spoken.decimal(len(value))}
    return ""
