"""Every way the courses say no."""

from collections.abc import Iterable

from network.foundation.documents.problems import Problem
from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class CourseNotFound(NotFound):
    code = "course_not_found"
    message = _("There is no such course, or it is not yours to see.")


class CourseFileNotFound(NotFound):
    code = "course_file_not_found"
    message = _("This course has no such file. Somebody may have removed it.")


class ExamQuestionNotFound(NotFound):
    code = "exam_question_not_found"
    message = _("This exam has no such question. Somebody may have removed it.")


class RequirementNotFound(NotFound):
    code = "requirement_not_found"
    message = _("There is no such requirement.")


class CourseKeyTaken(Conflict):
    code = "course_key_taken"
    message = _("There is a course “%(key)s” already. Choose another key, or change that one.")


class CourseDraftExists(Conflict):
    code = "course_draft_exists"
    message = _("There is a draft of this course already: version %(version)s. Change that one, or delete it first.")


class CoursePublished(Conflict):
    code = "course_published"
    message = _("This version is published and never changes. Make a new draft from it.")


class CourseNotInForce(Conflict):
    code = "course_not_in_force"
    message = _("No version of this course is in force.")


class CourseRetired(Conflict):
    code = "course_retired"
    message = _("This course is retired. Start another one instead.")


class CourseStillAsked(Conflict):
    code = "course_still_asked"
    message = _("It is still asked for: %(where)s. End that first, then retire the course.")


class CourseFaulty(Invalid):
    """The form is right, the meaning is not; `problems` lists everything."""

    code = "course_faulty"
    message = _("The course is not ready to be published: %(count)s things must be put right first.")

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__({problem.path: str(problem) for problem in self.problems}, count=len(self.problems))


class BadCourseForm(Invalid):
    code = "bad_course_form"
    message = _("Look at the marked fields: something is missing, too long or cannot be read.")


class TooManyCourseFiles(Conflict):
    code = "too_many_course_files"
    message = _("There are %(most)s files already, the most that are kept. Remove one first.")


class BadRequirement(Invalid):
    """`fields` names what is wrong."""

    code = "bad_requirement"
    message = _("Look at the marked fields: something is missing, too long or cannot be read.")


class RequiredAlready(Conflict):
    code = "required_already"
    message = _("This is required for one of these days already. End that requirement, or choose later days.")
