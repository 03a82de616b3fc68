"""Every way the scorecards say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class SchemeNotFound(NotFound):
    code = "scheme_not_found"
    message = _("There is no scheme “%(scheme)s”. “servicemark scheme list” shows those that there are.")


class SchemeNotInForce(Conflict):
    code = "scheme_not_in_force"
    message = _(
        "Version %(version)s of scheme “%(scheme)s” takes effect with %(since)s. "
        "Choose an earlier version for %(period)s."
    )


class SchemeFaulty(Invalid):
    code = "scheme_faulty"
    message = _("The scheme has %(count)s problems: %(problems)s")


class SchemeExists(Conflict):
    code = "scheme_exists"
    message = _("Version %(version)s of scheme “%(scheme)s” is there already with other contents: give it a new one.")


class RunNotFound(NotFound):
    code = "run_not_found"
    message = _("No scorecards have been computed for %(period)s.")


class ScorecardNotFound(NotFound):
    code = "scorecard_not_found"
    message = _("There is no scorecard here, or it is not yours to see.")


class MetricNotFound(NotFound):
    code = "metric_not_found"
    message = _("There is no such metric on this scorecard.")


class AlreadyPublished(Conflict):
    code = "already_published"
    message = _("%(period)s is published. Published scorecards are never computed again.")


class NotComputed(Conflict):
    code = "not_computed"
    message = _("%(period)s has not been computed yet, so there is nothing to publish.")


class PeriodNotOver(Conflict):
    code = "period_not_over"
    message = _("%(period)s is not over yet at every site. Publish it after its last day.")


class ComputedTooEarly(Conflict):
    code = "computed_too_early"
    message = _("%(period)s was computed before it was over. Compute it again first.")


class SitesChanged(Conflict):
    code = "sites_changed"
    message = _("Other sites were open in %(period)s than when it was computed. Compute it again first.")


class RecordsChanged(Conflict):
    code = "records_changed"
    message = _("Records of %(period)s have changed since it was computed (%(count)s figures). Compute it again first.")


class ResultsChanged(Conflict):
    code = "results_changed"
    message = _(
        "Scorecards of %(period)s are not what their figures and the scheme give (%(count)s sites): they, or what is "
        "known of the sites, were changed since. Compute it again first."
    )


class NoSites(Conflict):
    code = "no_sites"
    message = _("No site was open in %(period)s. Import sites first.")


class TreatmentNotFound(NotFound):
    code = "treatment_not_found"
    message = _("There is no such course that somebody has passed, and no such approved edition.")
