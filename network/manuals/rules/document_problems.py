"""What can be wrong with an edition of a manual, each with the place and words that say what to do."""

from network.foundation.documents.problems import Problem, Unreadable
from network.foundation.i18n import lazy as _


class ManualUnreadable(Unreadable):
    """The text has not the form of a manual at all; `problems` lists every place."""

    code = "manual_unreadable"
    message = _("This is not a manual.")


class TextTooLong(Problem):
    code = "text_too_long"
    message = _("Write %(most)s characters at most.")


class TooMany(Problem):
    code = "too_many"
    message = _("There are %(given)s here; %(most)s are the most that one manual takes.")


class NoClauses(Problem):
    code = "no_clauses"
    message = _("A manual needs at least one chapter with a clause.")


class EmptyChapter(Problem):
    code = "empty_chapter"
    message = _("This chapter has no clause yet. Add one, or remove the chapter.")


class StandardUnknown(Problem):
    code = "standard_unknown"
    message = _("There is no standard “%(given)s”, or it is retired.")


class PictureUnknown(Problem):
    code = "picture_unknown"
    message = _("The picture “%(given)s” was never uploaded. Upload it, or take it out.")


class PictureElsewhere(Problem):
    code = "picture_elsewhere"
    message = _("A picture is uploaded here and named image:…; “%(given)s” is somewhere else.")


class LinkRefused(Problem):
    code = "link_refused"
    message = _(
        "“%(given)s” is no link that a manual may have: use https, http, mailto, or clause: with a clause’s key."
    )


class ClauseUnknown(Problem):
    code = "clause_unknown"
    message = _("This manual has no clause “%(given)s”.")


class HtmlFound(Problem):
    code = "html_found"
    message = _("HTML is shown as it is typed, not obeyed. Write “%(given)s” in Markdown.")


class TooDeeplyNested(Problem):
    code = "too_deeply_nested"
    message = _("Lists and quotations lie in each other more than %(most)s deep. Write it flatter.")


class TableTooLarge(Problem):
    code = "table_too_large"
    message = _("This table has %(columns)s columns and %(rows)s rows; at most %(most_columns)s and %(most_rows)s fit.")


class ChangeUnnoted(Problem):
    code = "change_unnoted"
    message = _("This clause says something else than the edition before. Say what is new, and how much it matters.")


class NothingChanged(Problem):
    code = "nothing_changed"
    message = _("A change is noted here, but the clause says what it said before. Take the note away.")


class RemovalUnnoted(Problem):
    code = "removal_unnoted"
    message = _("The clause “%(given)s” of the edition before is gone. Say why, or put it back.")


class NotRemoved(Problem):
    code = "not_removed"
    message = _("“%(given)s” is noted as removed, but it is still here or the edition before never had it.")


class TooFewOptions(Problem):
    code = "too_few_options"
    message = _("A question needs two to %(most)s answers.")


class RightUnknown(Problem):
    code = "right_unknown"
    message = _("“%(given)s” is none of the answers of this question.")


class AudienceUnknown(Problem):
    code = "audience_unknown"
    message = _("“%(given)s” is not known here.")
