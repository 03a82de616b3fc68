"""What happened to sites, applications and certifications, in words."""

from network.foundation.i18n import lazy as _
from network.sites.pages.certification_words import TRAIL_WORDS
from network.sites.pages.selection_words import SELECTION_WORDS
from network.sites.pages.site_file_words import FILE_WORDS
from network.sites.rules.sites import KIND_LABELS, STATUS_LABELS
from network.web.happenings import Words, together

# An application is named by its number; a step, by the state that it leads to.
_APPLICATIONS = Words(
    actions={
        "application.started": _("Application %(name)s started"),
        "application.document_added": _("Evidence handed in for application %(name)s"),
        "application.document_removed": _("Evidence taken back from application %(name)s"),
        "application.evidence_asked": _("More evidence asked for application %(name)s"),
        "application.submitted": _("Application %(name)s submitted"),
        "application.desk_review": _("Application %(name)s taken into desk review"),
        "application.site_visit": _("Site visit of application %(name)s begun"),
        "application.decision": _("Application %(name)s approved"),
        "application.contracted": _("Contract of application %(name)s signed"),
        "application.opening_check": _("Opening check of application %(name)s passed"),
        "application.certified": _("Application %(name)s ended with a certificate"),
        "application.rejected": _("Application %(name)s rejected"),
        "application.withdrawn": _("Application %(name)s withdrawn by the applicant"),
    },
    icons={"application.rejected": "circle-x", "application.decision": "circle-check"},
)

_SITES = Words(
    actions={
        "site.changed": _("Site data changed"),
        "site.listed": _("Site %(name)s added"),
        "sites.imported": _("Sites imported from %(file)s"),
        "cities.imported": _("Cities imported from %(file)s"),
        "region.renamed": _("Region %(name)s renamed"),
        "operator.renamed": _("Operator %(name)s renamed"),
        "view.saved": _("View “%(name)s” saved"),
        "view.changed": _("View “%(name)s” changed"),
        "view.deleted": _("View “%(name)s” deleted"),
    },
    choices={"kind": KIND_LABELS, "status": STATUS_LABELS},
    icons={"site.changed": "building-store", "site.listed": "building-store", "sites.imported": "upload"},
)

WORDS = together((_SITES, _APPLICATIONS, FILE_WORDS, TRAIL_WORDS, SELECTION_WORDS))
