"""What happened to sites, applications and certifications, in words."""

from network.foundation.i18n import lazy as _
from network.sites.pages.certification_words import TRAIL_WORDS
from network.sites.rules.sites import KIND_LABELS, STATUS_LABELS
from network.web.happenings import Words, together

_SITES = Words(
    actions={
        "site.changed": _("Site data changed"),
        "site.listed": _("Site %(name)s added"),
        "sites.imported": _("Sites imported from %(file)s"),
    },
    columns={"opening_hours": _("Opening hours"), "holidays": _("Holidays"), "make_up_days": _("Make-up days")},
    choices={"kind": KIND_LABELS, "status": STATUS_LABELS},
    icons={"site.changed": "building-store", "site.listed": "building-store", "sites.imported": "upload"},
)

WORDS = together((_SITES, TRAIL_WORDS))
