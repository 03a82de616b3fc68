"""Every way in which voiding an answer is refused."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class AnswerNotFound(NotFound):
    code = "answer_not_found"
    message = _("There is no such answer, or it is not yours to see.")


class AnswerVoid(Conflict):
    code = "answer_void"
    message = _("This answer is declared void already.")


class VoidWrong(Invalid):
    code = "void_wrong"
    message = _("Say why the answer does not count; the site reads it.")


class AnswersOverlapped(Conflict):
    code = "answers_overlapped"
    message = _(
        "Somebody answered about one of these orders at the same moment. Nothing was taken: hand the file in again."
    )
