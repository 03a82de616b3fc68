"""What people must pass and have passed, in words of the reader's language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.rules.staff import STAFF_ROLE_LABELS
from network.training.rules.coverage import STANDING_LABELS, Standing
from network.training.rules.records import RECORD_STATE_LABELS, SOURCE_LABELS, RecordState
from network.training.schemas.coverage import NeedOut
from network.training.schemas.records import RecordOut

_STANDING: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        Standing.VALID: ("good", "circle-check"),
        Standing.ENDING: ("warn", "hourglass"),
        Standing.JOINING: ("info", "clock"),
        Standing.EXPIRED: ("bad", "alert-circle"),
        Standing.MISSING: ("bad", "circle-x"),
    }
)
_RECORD: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        RecordState.VALID: ("good", "circle-check"),
        RecordState.COMING: ("info", "calendar"),
        RecordState.EXPIRED: ("warn", "hourglass"),
        RecordState.REVOKED: ("bad", "ban"),
    }
)


def title_of(line: NeedOut | RecordOut) -> str:
    return line.title_zh if current().code == "zh_CN" else line.title


def need_view(each: NeedOut) -> dict[str, Any]:
    """A person and a course: `standing` as the macro `tag` takes it, `when` in words."""
    tone, symbol = _STANDING[each.standing]
    return {
        "name": each.name,
        "role": str(STAFF_ROLE_LABELS[each.role]),
        "course": title_of(each),
        "key": each.course,
        "site": each.site,
        "href": f"/courses/{each.course}",
        "exam": f"/my-training/courses/{each.course}/exam",
        "standing": (str(STANDING_LABELS[each.standing]), tone, symbol),
        "when": when_text(each),
        "open": each.standing is not Standing.VALID,
    }


def when_text(each: NeedOut) -> str:
    """Until when it holds, or from when on it is missed."""
    spoken = current()
    if each.valid:
        return _("until %(day)s") % {"day": spoken.date(each.valid_to)} if each.valid_to else _("for good")
    if each.standing is Standing.JOINING:
        return _("to be passed before %(day)s") % {"day": spoken.date(each.due_on)}
    if each.ended_on:
        return _("ended on %(day)s") % {"day": spoken.date(each.ended_on)}
    return _("due since %(day)s") % {"day": spoken.date(each.due_on)}


def record_view(each: RecordOut, certificate: str) -> dict[str, Any]:
    """A record; `certificate`: below which address its PDF is."""
    spoken, (tone, symbol) = current(), _RECORD[each.state]
    source = str(SOURCE_LABELS[each.source])
    return {
        "id": each.id,
        "name": each.name,
        "course": title_of(each),
        "number": each.number,
        "passed_on": spoken.date(each.passed_on),
        "valid_to": spoken.date(each.valid_to) if each.valid_to else _("for good"),
        "state": (str(RECORD_STATE_LABELS[each.state]), tone, symbol),
        "source": f"{source}: {each.issuer}" if each.issuer else source,
        "reason": each.reason or "",
        "certificate": "" if each.state is RecordState.REVOKED else f"{certificate}/{each.number}",
        "revocable": each.state is not RecordState.REVOKED,
    }
