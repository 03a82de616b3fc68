"""Who looks at the pages of manuals, standards, courses and training, and on which way they come there."""

import re
from pathlib import Path

from tests.journeys.stage import Visitor
from tests.journeys.stops import Stop

MANUAL, EDITION = "/manuals/operating-manual", "/manuals/{manual_key}/editions/{number}"
COURSE, VERSION = "/courses/complaints", "/courses/{course_key}/versions/{number}"


# What answers a GET of theirs, but is no page.
LEARNING_FILES = {
    "/courses/{course_key}/versions/{number}/files/{file_id}",
    "/manuals/images/{sha256}",
    "/manuals/{manual_key}/editions/{number}/pdf",
    "/manuals/{manual_key}/editions/{number}/zip",
    "/my-training/certificates/{number}",
    "/sessions/calendar.ics",
    "/sites/{code}/manuals/sheets/{sheet_id}",
    "/sites/{code}/manuals/{manual_key}/editions/{number}/sheet.pdf",
    "/training/certificates/{number}",
    "/training/claims/{claim_id}/file",
    "/training/import/{file}/errors.xlsx",
}


def _starts_an_edition(visitor: Visitor, _folder: Path) -> None:
    """Of the manual of which no story is told."""
    page = visitor.page
    page.locator("form[action$='/service-quality-manual/editions'] button").click()
    page.wait_for_url(re.compile("/edit$"))


def _opens_the_edition(visitor: Visitor, _folder: Path) -> None:
    """The one that was started."""
    visitor.page.goto("/manuals/service-quality-manual/editions/2/edit")


def _starts_a_version(visitor: Visitor, _folder: Path) -> None:
    visitor.press("Start draft")
    visitor.page.wait_for_url(re.compile("/edit$"))


def _opens_the_version(visitor: Visitor, _folder: Path) -> None:
    """The one that was started."""
    visitor.page.goto(f"{COURSE}/versions/2")


def _begins_an_assessment(visitor: Visitor, _folder: Path) -> None:
    with visitor.page.expect_navigation():
        visitor.page.locator("main form[action$='/self-assessments'] button").click()


def _sits_an_exam(visitor: Visitor, _folder: Path) -> None:
    with visitor.page.expect_navigation():
        visitor.page.locator("main form[action$='/exam'] button").click()


def _comes_to_a_session(visitor: Visitor, _folder: Path) -> None:
    """By the code at its door, which is of another quarter of an hour."""
    session = visitor.page.locator("main a[href^='/sessions/']").first.get_attribute("href")
    visitor.page.goto(f"{session}/attend?code=23456789")


def _comes_to_the_last_session(visitor: Visitor, _folder: Path) -> None:
    """One that has not begun: only such are changed, and take people."""
    visitor.page.goto(visitor.page.locator("main a[href^='/sessions/']").last.get_attribute("href") or "")


def _hands_in_records(visitor: Visitor, folder: Path) -> None:
    records = folder / "records.csv"
    records.write_text("site,name,course,passed_on\nCN-CD-001,Nobody,welcome,2026-03-01\n")
    visitor.page.get_by_label(re.compile("^File")).set_input_files(records)
    visitor.submit("Check the file")


LEARNING_WALKS: dict[str, tuple[Stop, ...]] = {
    "manager": (
        Stop("/manuals"),
        Stop("/manuals/new"),
        Stop("/manuals/coverage"),
        Stop(f"{EDITION}/changes", f"{MANUAL}/editions/2"),
        Stop(f"{EDITION}/edit", "/manuals", _starts_an_edition),
        Stop(EDITION, "/manuals/service-quality-manual/editions/2"),
        Stop(f"{EDITION}/approval", "/manuals/service-quality-manual/editions/2/approval"),
        *(
            Stop(f"{EDITION}/edit/{part}", f"/manuals/service-quality-manual/editions/2/edit/{part}")
            for part in ("chapter", "clause", "picture", "settings", "summary")
        ),
        Stop("/sessions/new"),
        Stop("/sessions/{session_id}/edit", "/sessions?when=coming", _comes_to_the_last_session),
        Stop("/sessions/{session_id}/door", "/sessions?when=coming", through=("/sessions/{session_id}",)),
        Stop("/training/coverage"),
        Stop("/training/claims"),
        Stop("/training/plan"),
        Stop("/training/ending"),
        Stop("/sites/{code}/staff/{staff_id}/move", "/sites/{own}/staff", through=("/sites/{code}/staff/{staff_id}",)),
        Stop("/training/import"),
        Stop("/training/import/{file}", "/training/import", _hands_in_records),
        Stop("/effects"),
        Stop("/standards/gaps"),
    ),
    "admin": (
        Stop("/standards/new"),
        Stop("/standards/{standard_key}/edit", "/standards", through=("/standards/{standard_key}",)),
        Stop("/standards/{standard_key}/retire", "/standards", through=("/standards/{standard_key}",)),
        Stop("/courses/new"),
        Stop("/courses/requirements"),
        Stop("/courses/{course_key}/heading", COURSE),
        Stop(f"{VERSION}/edit", COURSE, _starts_a_version),
        Stop(VERSION, f"{COURSE}/versions/2"),
        Stop(f"{VERSION}/exam", f"{COURSE}/versions/2/exam"),
        Stop(f"{VERSION}/questions", f"{COURSE}/versions/2/questions"),
        Stop(f"{VERSION}/files/new", f"{COURSE}/versions/2/files/new"),
    ),
    "chain": (
        Stop("/sites/{code}/manuals", "/sites/{own}/manuals"),
        Stop(
            "/sites/{code}/manuals/{manual_key}/editions/{number}/sheet/new",
            "/sites/{own}/manuals",
        ),
        Stop("/sites/{code}/training", "/sites/{own}/training"),
        Stop("/sites/{code}/training/claim", "/sites/{own}/training"),
        Stop("/sites/{code}/training/repairs", "/sites/{own}/training/repairs"),
        Stop("/sites/{code}/gaps", "/sites/{own}/gaps"),
        Stop("/sites/{code}/self-assessments", "/sites/{own}/self-assessments"),
        Stop("/sites/{code}/self-assessments/{assessment_id}", "/sites/{own}/self-assessments", _begins_an_assessment),
        Stop(
            "/sites/{code}/staff/{staff_id}/account", "/sites/{own}/staff", through=("/sites/{code}/staff/{staff_id}",)
        ),
        Stop("/sessions"),
        Stop("/sessions/{session_id}", "/sessions?when=coming"),
        Stop("/sessions/{session_id}/enrol", "/sessions?when=coming", _comes_to_the_last_session),
    ),
    "technician": (
        Stop("/my-training"),
        Stop("/manuals/{manual_key}", MANUAL),
        Stop(f"{EDITION}/acknowledge", "/my-training"),
        Stop("/standards"),
        Stop("/standards/{standard_key}", "/standards"),
        Stop("/courses"),
        Stop("/courses/{course_key}", "/courses"),
        Stop("/sessions/{session_id}/attend", "/my-training", _comes_to_a_session),
        Stop("/my-training/courses/{course_key}/exam", "/my-training"),
        Stop(
            "/my-training/exams/{attempt_id}",
            "/my-training/courses/records-and-reports/exam",
            _sits_an_exam,
        ),
    ),
}

# Nobody need be signed in there.
LEARNING_IN_PUBLIC = (
    Stop("/rate"),
    Stop("/rate/thanks"),
    Stop("/rate/poster"),
    Stop("/certificates-of-training"),
    Stop("/certificates-of-training/{number}", "/certificates-of-training/T-2026-AAAAAAAAA"),
)
