"""Courses in words of the reader's language, and what their pages have in common."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from network.foundation.documents.problems import Problem
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.sites.rules.criteria import LocalText
from network.sites.rules.staff import STAFF_ROLE_LABELS
from network.sites.rules.validity import VALIDITY_LABELS
from network.training.rules.courses import COURSE_STATE_LABELS, TOPIC_LABELS, CourseDocument, CourseState, Exam
from network.training.schemas.course_versions import CourseFileOut, CourseOut, CourseVersion, RequirementOut

PATH = "/courses"
_TONES = {"draft": ("neutral", "circle-dashed"), "published": ("good", "lock"), "retired": ("neutral", "archive")}


def course_path(key: str, *more: object) -> str:
    return "/".join((PATH, key, *map(str, more)))


def version_path(found: CourseVersion, *more: object) -> str:
    return course_path(found.key, "versions", found.number, *more)


def local(text: LocalText | None) -> str:
    """A text of the document in the reader's language; empty for none."""
    return text.in_language(current().code) if text else ""


def state_tag(state: CourseState) -> dict[str, str]:
    tone, symbol = _TONES[state]
    return {"label": str(COURSE_STATE_LABELS[state]), "tone": tone, "symbol": symbol}


def months_text(months: int | None) -> str:
    if months is None:
        return _("For good")
    return ngettext("%(num)s month", "%(num)s months", months) % {"num": months}


def hours_text(hours: object) -> str:
    return _("%(hours)s h") % {"hours": hours}


def trail_to(found: CourseVersion, title: str = "") -> list[dict[str, str]]:
    """The breadcrumb of a course's page, or of one below it."""
    crumbs = [{"label": _("Courses"), "href": PATH}]
    crumbs.append({"label": local(found.title), "href": course_path(found.key) if title else ""})
    return [*crumbs, {"label": title, "href": ""}] if title else crumbs


def course_row(found: CourseOut) -> dict[str, Any]:
    """A line of the catalogue."""
    return {
        "title": local(LocalText(en=found.title, zh_CN=found.title_zh)),
        "key": found.key,
        "href": course_path(found.key),
        "topic": str(TOPIC_LABELS[found.topic]),
        "hours": hours_text(found.hours),
        "validity": months_text(found.validity_months),
        "ends": _("With an exam") if found.examined else _("By attending"),
        "required_of": roles_text(found.required_of),
        "mine": found.mine,
        "state": state_tag(found.state),
    }


def roles_text(roles: Iterable[str]) -> str:
    return ", ".join(str(STAFF_ROLE_LABELS[role]) for role in STAFF_ROLE_LABELS if role in set(roles))


def brief(found: CourseVersion) -> dict[str, Any]:
    """A version at the head of its page or in a list."""
    moment = found.published_at or found.created_at
    return {
        "key": found.key,
        "title": local(found.title),
        "topic": str(TOPIC_LABELS[found.topic]),
        "number": found.number,
        "state": state_tag(found.state),
        "is_draft": found.is_draft,
        "row_version": found.row_version,
        "href": version_path(found),
        "course_href": course_path(found.key),
        "who": found.published_by or found.written_by,
        "on": current().date(moment.date()),
    }


def document_view(document: CourseDocument, titles: dict[str, LocalText]) -> dict[str, Any]:
    """What a course's page says of its content. `titles`: of the courses that may be asked for."""
    return {
        "summary": local(document.summary),
        "objectives": [local(each) for each in document.objectives],
        "facts": [
            {"label": _("Duration"), "value": hours_text(document.hours)},
            {"label": _("What was passed holds"), "value": months_text(document.validity_months)},
            *(
                [{"label": _("Reckoned"), "value": str(VALIDITY_LABELS[document.validity_rule])}]
                if document.validity_months
                else []
            ),
        ],
        "exam_facts": exam_facts(document.exam) if document.exam else [],
        "prerequisites": [
            {"label": local(titles.get(key)) or key, "href": course_path(key)} for key in document.prerequisites
        ],
    }


def exam_facts(exam: Exam) -> list[dict[str, str]]:
    wait = ngettext("%(num)s day", "%(num)s days", exam.wait_days) % {"num": exam.wait_days}
    return [
        {"label": _("Questions"), "value": _("%(draw)s of %(all)s") % {"draw": exam.draw, "all": len(exam.questions)}},
        {"label": _("Passed from"), "value": f"{exam.pass_percent:f} %"},
        {"label": _("Time"), "value": _("%(minutes)s min") % {"minutes": exam.minutes}},
        {"label": _("Attempts"), "value": _("%(count)s, then after %(wait)s") % {"count": exam.attempts, "wait": wait}},
    ]


def questions_view(exam: Exam | None) -> list[dict[str, Any]]:
    """The questions with what is right, for those who write them."""
    return [
        {
            "key": each.key,
            "question": local(each.question),
            "options": [{"text": local(option.text), "right": option.key in each.right} for option in each.options],
            "explanation": local(each.explanation),
        }
        for each in (exam.questions if exam else ())
    ]


def file_rows(found: CourseVersion, files: Sequence[CourseFileOut]) -> list[dict[str, str]]:
    return [
        {
            "name": each.name,
            "href": version_path(found, "files", each.id),
            "size": _("%(size)s kB") % {"size": current().decimal(max(1, each.size // 1024))},
        }
        for each in files
    ]


def requirement_row(found: RequirementOut, today: date) -> dict[str, Any]:
    spoken = current()
    return {
        "id": str(found.id),
        "course": local(LocalText(en=found.title, zh_CN=found.title_zh)),
        "href": course_path(found.course),
        "role": str(STAFF_ROLE_LABELS[found.role]),
        "level": level_text(found.least_level),
        "from_on": spoken.date(found.from_on),
        "to_on": spoken.date(found.to_on) if found.to_on else "",
        "open": found.open_on(today),
    }


def level_text(least: int | None) -> str:
    return _("At every site") if least is None else _("At sites of level %(level)s or higher") % {"level": least}


def problem_lines(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """What must be put right before it can be published."""
    return [{"place": each.path, "text": str(each)} for each in problems]
