"""What pages of one's own account show."""

from io import BytesIO
from typing import Any

import segno
from markupsafe import Markup

from network.identity.rules import second_factor as rules


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
