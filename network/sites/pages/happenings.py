"""What happened to sites, applications and certifications, in words."""

from network.foundation.i18n import lazy as _
from network.sites.pages.certification_words import TRAIL_WORDS
from network.sites.pages.selection_words import SELECTION_WORDS
from network.sites.pages.site_file_words import FILE_WORDS
from network.sites.rules.sites import KIND_LABELS, STATUS_LABELS
from network.web.happenings import Words, together

_SITES = Words(
    actions={
        "site.changed": _("Site data changed"),
        "site.listed": _("Site %(name)s added"),
        "sites.imported": _("Sites imported from %(file)s"),
    },
    choices={"kind": KIND_LABELS, "status": STATUS_LABELS},
    icons={"site.changed": "building-store", "site.listed": "building-store", "sites.imported": "upload"},
)

WORDS = together((_SITES, FILE_WORDS, TRAIL_WORDS, SELECTION_WORDS))
