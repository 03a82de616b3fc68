"""Every way the scorecards say no."""

from collections.abc import Iterable

from network.foundation.documents.problems import Problem
from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
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


class NotPublished(Conflict):
    code = "not_published"
    message = _("%(period)s is not published, so there is nothing to release or restate.")


class NothingToRelease(Conflict):
    code = "nothing_to_release"
    message = _("Every site there reads its scorecard of %(period)s already.")


class RegionNotFound(NotFound):
    code = "region_not_found_here"
    message = _("There is no region “%(region)s”. Choose one of those on the page.")


class PreviewOpened(Conflict):
    code = "preview_opened"
    message = _("%(period)s is in preview already. Computing it again keeps the preview open.")


class PreviewOpen(Conflict):
    code = "preview_open"
    message = _(
        "%(period)s is in preview: sites may challenge their scorecards until %(until)s. Publish it after that moment."
    )


class ChallengesOpen(Conflict):
    code = "challenges_open"
    message = _("%(count)s challenges of %(period)s are not decided: %(named)s. Decide them, then compute again.")


class WindowWrong(Invalid):
    code = "window_wrong"
    message = _("Give the sites from 1 to %(longest)s working days.")


class ChallengeNotFound(NotFound):
    code = "challenge_not_found"
    message = _("There is no such challenge, or it is not yours to see.")


class ChallengeFileNotFound(NotFound):
    code = "challenge_file_not_found"
    message = _("There is no such file, or it is not yours to see.")


class ChallengeWrong(Invalid):
    code = "challenge_wrong"
    message = _("Some of what was entered is not right.")


class TooLateToChallenge(Conflict):
    code = "too_late_to_challenge"
    message = _(
        "The scorecard could be challenged until %(until)s. If a record is wrong, ask headquarters to restate it."
    )


class NotInPreview(Conflict):
    code = "not_in_preview"
    message = _("%(period)s is not in preview, so its scorecards cannot be challenged.")


class ChallengedAlready(Conflict):
    code = "challenged_already"
    message = _("This criterion has been challenged already. Headquarters decides once about each criterion.")


class ChallengeIsOver(Conflict):
    code = "challenge_is_over"
    message = _("This challenge is no longer open. Reload the page to see what came of it.")


class ChallengeFull(Conflict):
    code = "challenge_full"
    message = _("At most three files are taken for a challenge.")


class PartOfMatter(Forbidden):
    code = "part_of_matter"
    message = _(
        "You computed this quarter, or made, reviewed or judged what the challenge is about, so somebody else must "
        "decide on it."
    )


class RestatementNotFound(NotFound):
    code = "restatement_not_found"
    message = _("There is no such restatement, or it is not yours to see.")


class RestatementWrong(Invalid):
    code = "restatement_wrong"
    message = _("Some of what was entered is not right.")


class RestatementProposed(Conflict):
    code = "restatement_proposed"
    message = _("A restatement of %(period)s is waiting for a decision. Decide on it first.")


class RestatementIsOver(Conflict):
    code = "restatement_is_over"
    message = _("This restatement has been decided already. Reload the page to see what came of it.")


class OwnRestatement(Forbidden):
    code = "own_restatement"
    message = _("You proposed this restatement, so somebody else must decide on it.")


class RestatementMoved(Conflict):
    code = "restatement_moved"
    message = _(
        "Records have changed since this restatement was proposed: it would come out otherwise now. Reject it and "
        "propose it again."
    )


class NothingToRestate(Conflict):
    code = "nothing_to_restate"
    message = _("The records give the same scorecards as those that are published, so there is nothing to restate.")


class DraftNotFound(NotFound):
    code = "scheme_draft_not_found"
    message = _("There is no such draft of a scheme. Somebody may have discarded it.")


class DraftUnfinished(Conflict):
    code = "scheme_draft_unfinished"
    message = _("There is a draft of “%(scheme)s” already, by %(writer)s. Change that one, or discard it first.")


class SchemeCodeTaken(Invalid):
    code = "scheme_code_taken"
    message = _("There is a scheme “%(scheme)s” already. Choose another code, or none for its next version.")


class DraftOfAnotherScheme(Invalid):
    code = "scheme_draft_of_another"
    message = _("This is a draft of “%(scheme)s”; its code stays. Start a scheme of its own for another code.")


class DraftSubmitted(Conflict):
    code = "scheme_draft_submitted"
    message = _("This draft waits for its approval. Take it back to change it.")


class DraftDecided(Conflict):
    code = "scheme_draft_decided"
    message = _("This draft was approved or turned down, and never changes. Start another one.")


class DraftNotSubmitted(Conflict):
    code = "scheme_draft_not_submitted"
    message = _("Only a draft that was sent in can be approved, turned down or taken back.")


class DraftFaulty(Invalid):
    code = "scheme_draft_faulty"
    message = _("The draft cannot be sent in yet; %(count)s things must be put right first.")

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__({each.path: str(each) for each in self.problems}, count=len(self.problems))


class SchemeSamePerson(Conflict):
    code = "scheme_same_person"
    message = _("Who ever wrote in a scheme or sent it in does not approve it. Ask somebody else at headquarters.")


class BadSchemeForm(Invalid):
    code = "bad_scheme_form"
    message = _("Some of the fields need your attention.")


class SchemePartNotFound(NotFound):
    code = "scheme_part_not_found"
    message = _("The draft has no such part. Somebody may have removed it.")


class SchemeTakesEffectInThePast(Conflict):
    code = "scheme_in_the_past"
    message = _(
        "%(period)s is published by scheme “%(scheme)s”. A new version takes effect later: write effective_from with "
        "a quarter after it."
    )


class QuarterNotPublished(Conflict):
    code = "quarter_not_published"
    message = _("%(period)s is not published yet. What is printed is signed, so print it once it is final.")


class BatchNotFound(NotFound):
    code = "batch_not_found"
    message = _("There is no such printing, or it is not yours to see.")


class BatchGoesOn(Conflict):
    code = "batch_goes_on"
    message = _("%(period)s is being printed in this language already. Wait for it, or cancel it first.")


class NothingToPrint(Conflict):
    code = "nothing_to_print"
    message = _("No site of %(period)s has a rated scorecard. Choose to print those of unrated sites too.")


class BatchEnded(Conflict):
    code = "batch_ended"
    message = _("This printing has ended already.")


class NothingLeft(Conflict):
    code = "nothing_left"
    message = _("All scorecards of this printing are issued: nothing is left to try again.")
