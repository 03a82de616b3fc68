"""What the pages of an application show, in words of the reader's language."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from network.foundation.evidence.kinds import Kind
from network.foundation.i18n import Language, Text, lazy
from network.foundation.i18n import gettext as _
from network.sites.rules.applications import COURSE, REJECTION_LABELS, STATE_LABELS, ApplicationState
from network.sites.rules.criteria import EVIDENCE_LABELS, LocalText
from network.sites.schemas.applications import ApplicationOut, DocumentOut, StepOut

_S = ApplicationState

# State -> tone and icon of its badge.
_BADGES = {
    _S.DRAFT: ("neutral", "circle-dashed"),
    _S.SUBMITTED: ("warn", "inbox"),
    _S.DESK_REVIEW: ("info", "clipboard-list"),
    _S.SITE_VISIT: ("info", "map-pin"),
    _S.SCORED: ("warn", "gavel"),
    _S.DECISION: ("good", "check"),
    _S.CONTRACTED: ("good", "file-certificate"),
    _S.OPENING_CHECK: ("good", "clipboard-check"),
    _S.CERTIFIED: ("good", "certificate"),
    _S.REJECTED: ("bad", "circle-x"),
    _S.WITHDRAWN: ("neutral", "arrow-back-up"),
}

FIELD_LABELS: dict[str, Text] = {
    "operator_name": lazy("Company that runs the site (English)"),
    "operator_name_zh": lazy("Company that runs the site (Chinese)"),
    "site_name": lazy("Name of the site (English)"),
    "site_name_zh": lazy("Name of the site (Chinese)"),
    "city": lazy("City"),
    "region": lazy("Region"),
    "address": lazy("Address"),
    "contact": lazy("Contact person"),
    "phone": lazy("Telephone"),
    "email": lazy("Email"),
    "staff_count": lazy("Staff"),
    "premises_m2": lazy("Premises in m²"),
    "wanted": lazy("Product lines and repair levels wanted"),
    "statement": lazy("Why this site should join"),
}


def state_badge(state: str) -> dict[str, str]:
    """`label`, `tone` and `symbol` of the macro `tag`."""
    tone, symbol = _BADGES[ApplicationState(state)]
    return {"label": str(STATE_LABELS[state]), "tone": tone, "symbol": symbol}


def course(found: ApplicationOut, language: Language) -> list[dict[str, Any]]:
    """The stepper: what has been reached, with day and reason, where it stands, and what is still ahead."""
    reached = {step.to_state: step for step in found.steps}
    ended = found.state in (_S.REJECTED, _S.WITHDRAWN)
    place = COURSE.index(ApplicationState(found.state)) if not ended else -1
    stages = [
        _stage(state, reached.get(state), _progress(number, place), language)
        for number, state in enumerate(COURSE)
        if not ended or state in reached or state == _S.DRAFT
    ]
    stages[0]["day"] = language.date(found.created_at.date())
    if ended:
        stages.append(_stage(found.state, reached.get(found.state), "ended", language))
    return stages


def _progress(number: int, place: int) -> str:
    if place < 0 or number < place:
        return "done"
    return "now" if number == place else "ahead"


def _stage(state: str, step: StepOut | None, progress: str, language: Language) -> dict[str, Any]:
    return {
        "label": str(STATE_LABELS[state]),
        "progress": progress,
        "day": language.date(step.at.date()) if step else "",
        "code": str(REJECTION_LABELS.get(step.reason_code, "")) if step else "",
        "reason": step.reason if step else "",
    }


def facts(found: ApplicationOut, wanted: Sequence[LocalText], language: Language) -> list[dict[str, Any]]:
    """The `items` of the macro `definitions`: where, who and what."""
    missing = _("The applicant has not filled this in.")
    premises = _("%(size)s m²") % {"size": language.decimal(found.premises_m2)} if found.premises_m2 else None
    rows: list[tuple[Text, str | None]] = [
        (_("Operator"), found.operator_in(language.code)),
        (_("City"), found.city_in(language.code)),
        (_("Region"), found.region_in(language.code)),
        (_("Address"), found.address),
        (_("Contact person"), found.contact),
        (_("Telephone"), found.phone),
        (_("Email"), found.email),
        (_("Staff"), language.decimal(found.staff_count) if found.staff_count else None),
        (_("Premises"), premises),
        (_("Product lines and repair levels wanted"), _listed(wanted, language)),
    ]
    return [{"label": label, "value": value or None, "reason": missing} for label, value in rows]


def _listed(texts: Iterable[LocalText], language: Language) -> str:
    return (_(", ")).join(text.in_language(language.code) for text in texts)


def evidence_groups(found: ApplicationOut, above: str, language: Language) -> list[dict[str, Any]]:
    """Documents by criterion: what is asked for, whether it is there, and what was handed in.

    `above`: the page of the application. Criteria for which nothing is asked and nothing is there are left out; the
    last group is the application as a whole.
    """
    wanted = {want.criterion for want in found.wants}
    groups = []
    for key, label in [*found.criteria.items(), ("", None)]:
        asked = [each for each in found.requirements if each.criterion == key]
        given = [each for each in found.documents if each.criterion == key]
        if asked or given or key in wanted or not key:
            groups.append(
                {
                    "key": key,
                    "label": label.in_language(language.code) if label else _("The application as a whole"),
                    "asked": [{"label": str(EVIDENCE_LABELS[each.evidence]), "met": each.met} for each in asked],
                    "documents": [document(above, each, language) for each in given],
                }
            )
    return groups


def document(above: str, given: DocumentOut, language: Language) -> dict[str, Any]:
    """A document as `documents` of application_parts.html draws it. `above`: the page of its application."""
    photo = given.kind is Kind.PHOTO
    return {
        "id": str(given.id),
        "name": given.name,
        "photo": photo,
        "href": f"{above}/documents/{given.id}" if photo else f"/application-documents/{given.id}",
        "file": f"/application-documents/{given.id}",
        "thumbnail": f"/application-documents/{given.id}/thumbnail" if photo else "",
        "icon": "file-type-pdf" if given.kind is Kind.PDF else "file-text",
        "size": _size(given.size, language),
        "added": language.date(given.added_at.date()),
    }


def _size(count: int, language: Language) -> str:
    """Bytes, in the unit that people read them in."""
    if count < 1 << 20:
        return _("%(size)s KB") % {"size": language.decimal(max(1, count // 1024))}
    return _("%(size)s MB") % {"size": language.decimal(Decimal(count) / (1 << 20), 1)}


def wants(found: ApplicationOut, language: Language) -> list[dict[str, Any]]:
    """What headquarters still wants, the unanswered first."""
    listed = [
        {
            "key": want.criterion,
            "label": _criterion(found, want.criterion, language),
            "words": want.words,
            "asked": language.date(want.asked_at.date()),
            "answered": want.answered,
        }
        for want in found.wants
    ]
    return sorted(listed, key=lambda want: bool(want["answered"]))


def _criterion(found: ApplicationOut, key: str, language: Language) -> str:
    label = found.criteria.get(key)
    return label.in_language(language.code) if label else _("The application as a whole")


def happened(found: ApplicationOut, language: Language) -> list[dict[str, Any]]:
    """The `entries` of the macro `timeline`, newest first."""
    entries = [
        (step.at, step.who or _("Headquarters"), _told(step), _BADGES[_S(step.to_state)][1]) for step in found.steps
    ]
    for want in found.wants:
        text = _("Asked for evidence (%(criterion)s): %(words)s")
        told = text % {"criterion": _criterion(found, want.criterion, language), "words": want.words}
        entries.append((want.asked_at, _("Headquarters"), told, "message-report"))
    for given in found.documents:
        text = _("%(file)s handed in (%(criterion)s)")
        told = text % {"file": given.name, "criterion": _criterion(found, given.criterion, language)}
        entries.append((given.added_at, _("Applicant"), told, "upload"))
    return [
        {"at": language.moment(at), "iso": at.isoformat(), "who": who, "text": text, "icon": icon}
        for at, who, text, icon in sorted(entries, key=lambda entry: entry[0], reverse=True)
    ]


def _told(step: StepOut) -> str:
    """The state that was reached, and why."""
    reasons = [str(REJECTION_LABELS[step.reason_code])] if step.reason_code in REJECTION_LABELS else []
    reasons += [step.reason] if step.reason else []
    label = str(STATE_LABELS[step.to_state])
    return _("%(state)s: %(reason)s") % {"state": label, "reason": " – ".join(reasons)} if reasons else label
