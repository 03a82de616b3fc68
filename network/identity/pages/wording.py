"""What pages of one's own account show."""

from io import BytesIO
from typing import Any

import segno
from markupsafe import Markup

from network.foundation.errors import ServicemarkError
from network.foundation.i18n import Language
from network.foundation.i18n import gettext as _
from network.identity.rules import second_factor as rules
from network.identity.schemas.sessions import SignInOut
from network.web.forms import summary, wrong_fields


def account_tabs(active: str) -> list[dict[str, Any]]:
    """The pages of one's own account; `active`: account, password, second-factor or sessions."""
    every = (
        ("account", _("My account"), "/account"),
        ("password", _("Password"), "/account/password"),
        ("second-factor", _("Second factor"), "/account/second-factor"),
        ("sessions", _("Where I am signed in"), "/account/sessions"),
    )
    return [{"label": label, "href": href, "active": key == active} for key, label, href in every]


def account_frame(active: str) -> dict[str, Any]:
    """Tabs and breadcrumb of a page of one's own account."""
    tabs = account_tabs(active)
    here = next(tab["label"] for tab in tabs if tab["active"])
    crumbs = [{"label": _("My account"), "href": "/account"}, {"label": here, "href": ""}]
    return {"tabs": tabs, "breadcrumbs": crumbs[-1:] if active == "account" else crumbs}


def faults(refusal: ServicemarkError) -> dict[str, Any]:
    """A refusal for a form: `errors` for the summary on top, `faults` by field."""
    wrong = wrong_fields(refusal)
    return {"errors": summary(wrong), "faults": wrong}


def flashes(done: str, said: dict[str, str]) -> list[dict[str, str]]:
    """What to say after a change, by the word that the redirect brought along."""
    return [{"tone": "good", "text": said[done]}] if done in said else []


def sign_in_line(found: SignInOut, language: Language) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "device": _device(found.browser, found.system),
        "address": found.address,
        "since": language.moment(found.created_at),
        "seen": language.moment(found.last_seen_at),
        "current": found.current,
    }


def _device(browser: str, system: str) -> str:
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown program")


def enrolment(secret: str, email: str, network: str) -> dict[str, Any]:
    """The secret of an authenticator app: as a QR code to be scanned, and in groups to be typed."""
    return {"qr": qr(rules.enrolment_uri(secret, email, network)), "secret": rules.spaced(secret)}


def qr(content: str) -> Markup:
    """An SVG for a page: without style attributes, which the policy of our pages refuses."""
    drawn = BytesIO()
    segno.make(content, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, svgclass="qr", lineclass=None
    )
    # Made of numbers by the library: nothing that anyone typed is in it as text.
    return Markup(drawn.getvalue().decode())  # noqa: S704
