"""Every way exams say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class ExamNotFound(NotFound):
    code = "exam_not_found"
    message = _("There is no such exam, or it is not yours.")


class NoExam(Conflict):
    code = "no_exam"
    message = _("This course has no exam. It is passed by attending a session.")


class NotEmployed(Conflict):
    code = "not_employed"
    message = _("You are on no staff list today, so you cannot sit an exam. Ask whoever runs your site.")


class PrerequisiteMissing(Conflict):
    code = "prerequisite_missing"
    message = _("Pass this first: %(courses)s.")


class PassedAlready(Conflict):
    code = "passed_already"
    message = _("You have passed this. You can renew it from %(day)s on.")


class PassedForGood(Conflict):
    code = "passed_for_good"
    message = _("You have passed this for good.")


class OtherExamOpen(Conflict):
    code = "other_exam_open"
    message = _("You are sitting another exam: %(course)s. Hand that in first.")


class AttemptsUsed(Conflict):
    code = "attempts_used"
    message = _("You have used your attempts. You can sit this exam again from %(day)s on.")


class ExamOver(Conflict):
    code = "exam_over"
    message = _("This exam is over. What was kept by its end has been graded.")


class BadAnswers(Invalid):
    """`fields` names the questions."""

    code = "bad_answers"
    message = _("Some of these answers do not belong to the questions of this exam.")
