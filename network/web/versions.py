"""Nobody overwrites what somebody else has changed meanwhile: versions, ETag and If-Match (RFC 9110), 412.

A record counts its changes in `version`. An answer carries it (`versioned`), or a form does (`version_field` in
`macros/versions.html`); a change names the version that it was made from, and the command compares it under its lock
(`check_version`). A page that is refused shows both (`both_versions`), with all that was typed still in its form.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from litestar import Response
from litestar.datastructures import FormMultiDict
from litestar.params import HeaderParameter

from network.foundation.errors import ServicemarkError
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

Body = TypeVar("Body")
Values = Mapping[str, Any]

_TAG = re.compile(r'(?:W/)?"([1-9][0-9]{0,9})"')  # a proxy that compresses makes the tag a weak one
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")


class PreconditionFailed(ServicemarkError):
    """The change was made from another version than the present one. `theirs`: the present values, by field."""

    status = 412
    code = "changed_meanwhile"
    message = _(
        "This was changed while you had it open: you have version %(sent)s, it is now version %(current)s. Nothing "
        "was saved. Look at what has changed, then send it again."
    )

    def __init__(self, sent: int, current: int, theirs: Values | None = None) -> None:
        super().__init__(sent=sent, current=current)
        self.sent = sent
        self.current = current
        self.theirs = dict(theirs or {})


class VersionNeeded(ServicemarkError):
    status = 428
    code = "version_needed"
    message = _("Say which version the change was made from: send the ETag of what you read as If-Match.")


def check_version(sent: int | None, current: int, theirs: Values | None = None) -> None:
    """Raises PreconditionFailed. Call it on a row that is locked. `sent` None: whatever the version is now."""
    if sent is not None and sent != current:
        raise PreconditionFailed(sent, current, theirs)


def versioned(body: Body, version: int, status: int = 200) -> Response[Body]:
    """An answer of the API with the version of what it shows as its ETag."""
    return Response(body, status_code=status, headers={"etag": f'"{version}"', "cache-control": "private, no-cache"})


def if_match(
    sent: Annotated[
        str | None,
        HeaderParameter(name="if-match", max_length=100, description="ETag of the version that was read, or *."),
    ] = None,
) -> int | None:
    """A dependency: the version that a change was made from; None for `*`. VersionNeeded without a readable one."""
    written = (sent or "").strip()
    if written == "*":
        return None
    tag = _TAG.fullmatch(written)
    if tag is None:
        raise VersionNeeded()
    return int(tag[1])


def version_of(form: FormMultiDict) -> int:
    """The version that a form was made from; VersionNeeded when somebody has taken it out."""
    written = str(form.get("version", ""))
    if not _NUMBER.fullmatch(written):
        raise VersionNeeded()
    return int(written)


def differences(labels: Mapping[str, Text], yours: Values, theirs: Values) -> list[dict[str, Any]]:
    """The `rows` of `both_versions`: the fields of `labels` in which the two differ. Values are words to show."""
    return [
        {"field": name, "label": str(label), "yours": yours.get(name), "theirs": theirs[name]}
        for name, label in labels.items()
        if name in theirs and (yours.get(name) or "") != (theirs[name] or "")
    ]
