"""Every way the sites domain says no."""

from network.foundation.errors import Invalid, NotFound
from network.foundation.i18n import lazy as _


class SiteNotFound(NotFound):
    code = "site_not_found"
    message = _("There is no such site, or it is not yours to see.")


class ImportNotFound(NotFound):
    code = "import_not_found"
    message = _("There is no such import, or it is not yours to see.")


class UnknownSiteKind(Invalid):
    code = "unknown_site_kind"
    message = _("“%(kind)s” under [sites] in the import profile is not a kind of site. Write one of: %(kinds)s.")


class CreatingSitesNeedsZone(Invalid):
    code = "creating_sites_needs_zone"
    message = _("To create sites, the import profile must give a time zone under [sites].")
