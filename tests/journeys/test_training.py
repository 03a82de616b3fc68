"""From a course to the plan: taught, passed, shown to be good, run out a year later, missed and planned for anew."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from network.foundation.i18n import LANGUAGES, reading
from tests.journeys.stage import THOROUGH, Stage, Visitor, visiting
from tests.journeys.training_cast import (
    COLLEAGUE,
    COURSE,
    FIRST,
    LEARNER,
    OTHER,
    PERSON,
    REGIONS,
    SECOND,
    TITLES,
    TRAINER,
    Class,
    teaching,
)
from tests.journeys.training_exam import ASKED, MINUTES, PASSED_FROM, fails, need_of, passes

pytestmark = pytest.mark.browser

HALL, NEXT_HALL = "Hall 2", "Hall 3"


@pytest.fixture(params=LANGUAGES if THOROUGH else ["en"])
def cast(request: pytest.FixtureRequest, browser: Browser, stage: Stage) -> Iterator[Class]:
    with teaching(browser, stage, request.param) as cast:
        yield cast


def test_what_a_course_gave_runs_out_and_is_planned_for_anew(cast: Class, browser: Browser) -> None:
    _publishes(cast)
    cast.session = _plans(cast, HALL, 3)
    _fill(cast)
    _attend(cast)
    fails(cast)
    passes(cast)
    number = _has_a_certificate(cast)
    _answers(browser, cast, number, "Valid", "有效")
    _is_reminded(cast, number)
    _runs_out(cast, number)
    _answers(browser, cast, number, "Expired", "已过期")
    _is_planned_for(cast)
    _stands_in_the_trail(cast)


def _confirm(visitor: Visitor, dialog: str) -> None:
    """Open a dialog that names a consequence, and agree to it."""
    visitor.page.locator(f"[data-dialog-open={dialog}]").click()
    visitor.go_by(visitor.page.locator(f"#{dialog} button[type=submit]"))


def _row(page: Page, text: str) -> Locator:
    return page.get_by_role("row").filter(has_text=text)


def _publishes(cast: Class) -> None:
    """A new version of the course, whose exam asks less and is shorter; the one before is retired."""
    trainer = cast[TRAINER]
    page = trainer.page
    page.goto(f"/courses/{COURSE}")
    trainer.submit("Start draft")
    for label, value in (("Questions asked", ASKED), ("Passed from, in per cent", PASSED_FROM), ("Minutes", MINUTES)):
        trainer.field(label).fill(str(value))
    trainer.submit("Save draft")
    number = page.url.partition("?")[0].rpartition("/")[2]
    _confirm(trainer, "publish-draft")
    trainer.sees("The version is in force. Those who need the course see it from now on.")
    learner = cast[LEARNER]
    learner.page.goto(f"/courses/{COURSE}")
    expect(learner.page.get_by_text(learner.say("Version %(number)s") % {"number": number}).first).to_be_visible()


def _plans(cast: Class, hall: str, days: int) -> str:
    """A session with two seats for the sites of the region, so many days on; its id."""
    trainer = cast[TRAINER]
    page = trainer.page
    page.goto(f"/courses/{COURSE}")
    trainer.follow("Plan a session")
    day = cast.today + timedelta(days=days)
    trainer.field("For sites of").select_option(REGIONS[cast.language])
    told = {"Place": hall, "Begins": f"{day}T09:00", "Ends": f"{day}T12:00", "Trainer": "Wu Gang", "Seats": "2"}
    for label, value in told.items():
        trainer.field(label).fill(value)
    trainer.submit("Plan the session")
    trainer.sees("The session is planned. Sites can enrol their people.")
    return page.url.partition("?")[0].rpartition("/")[2]


def _fill(cast: Class) -> None:
    """Two operators have the last seat before them: one gets it, the other waits, and moves up when it is given up."""
    _chooses(cast[FIRST], cast.session, PERSON).submit("Enrol them")
    first, second = _chooses(cast[FIRST], cast.session, COLLEAGUE), _chooses(cast[SECOND], cast.session, OTHER)
    for each in (first, second):
        each.submit("Enrol them")
        each.sees("Enrolled. Whoever has no seat moves up as soon as one becomes free.")
    expect(_row(first.page, COLLEAGUE)).to_contain_text(first.say("Has a seat"))
    expect(_row(second.page, OTHER)).to_contain_text(second.say("Waits for a seat"))
    assert COLLEAGUE not in second.page.content(), "the people of another site are not shown"
    trainer = cast[TRAINER]
    trainer.page.goto(f"/sessions/{cast.session}")
    expect(_row(trainer.page, OTHER)).to_contain_text(trainer.say("Waits for a seat"))
    expect(_fact(trainer, "Waiting for a seat")).to_have_text("1")
    first.go_by(_row(first.page, COLLEAGUE).get_by_role("button"))
    first.sees("Taken off the session.")
    second.page.reload()
    expect(_row(second.page, OTHER)).to_contain_text(second.say("Has a seat"))
    second.page.goto("/notices")
    expect(second.page.locator(".notices li").first).to_contain_text(OTHER)


def _chooses(operator: Visitor, session: str, name: str) -> Visitor:
    operator.page.goto(f"/sessions/{session}/enrol")
    operator.page.get_by_role("checkbox", name=name).check()
    return operator


def _fact(visitor: Visitor, label: str) -> Locator:
    term = visitor.page.locator("dt", has_text=visitor.say(label))
    return visitor.page.locator(".definitions > div").filter(has=term).locator("dd")


def _attend(cast: Class) -> None:
    """One by the code at the door, with a phone; the other by the trainer's list. Nobody has passed by that."""
    cast.it_has_begun()
    trainer, learner = cast[TRAINER], cast[LEARNER]
    trainer.page.goto(f"/sessions/{cast.session}/door")
    expect(trainer.page.locator(".session-door svg")).to_be_visible()
    code = cast.value("select attendance_token from training_session where id = %s", cast.session)
    learner.page.goto(f"/sessions/{cast.session}/attend?code=not-{code}")
    learner.submit("I am here")
    expect(learner.page.locator("[data-error-summary]")).to_be_visible()
    learner.page.goto(f"/sessions/{cast.session}/attend?code={code}")
    learner.submit("I am here")
    learner.sees("You are marked as present.")
    trainer.page.goto(f"/sessions/{cast.session}")
    expect(_row(trainer.page, PERSON)).to_contain_text(trainer.say("Was there"))
    _row(trainer.page, OTHER).get_by_role("radio", name=trainer.say("Yes"), exact=True).check()
    trainer.submit("Save attendance")
    trainer.sees("Attendance is noted.")
    cast.it_is_over()
    trainer.page.reload()
    _confirm(trainer, "close-session")
    trainer.sees("The session is closed.")
    for name in (PERSON, OTHER):
        expect(_row(trainer.page, name)).to_contain_text(trainer.say("Was there"))
    learner.page.goto("/my-training")
    expect(need_of(cast)).to_contain_text(learner.say("Not passed"))


def _has_a_certificate(cast: Class) -> str:
    """For a year, in both languages on one page; its number."""
    learner = cast[LEARNER]
    with learner.page.expect_download() as made:
        learner.page.get_by_role("link", name=learner.say("Certificate (PDF)")).click()
    reader = PdfReader(io.BytesIO(made.value.path().read_bytes()))
    [text] = [page.extract_text() for page in reader.pages]
    number = made.value.suggested_filename.removesuffix(".pdf")
    for each in (number, PERSON, *TITLES.values()):
        assert each in text, each
    learner.page.goto("/my-training")
    expect(need_of(cast)).to_contain_text(learner.say("Valid"))
    return number


def _answers(browser: Browser, cast: Class, number: str, *answers: str) -> None:
    """To whoever asks: the public page, which tells no name."""
    with visiting(browser, cast.stage.address, language=cast.language) as public:
        public.page.goto(f"/certificates-of-training/{number}")
        for answer in answers:
            expect(public.page.get_by_role("status").get_by_text(answer, exact=True)).to_be_visible()
        assert PERSON not in public.page.content()


def _is_reminded(cast: Class, number: str) -> None:
    """Thirty days before the end, once, and so is who runs the site; the plan has the need, and nobody is late."""
    before, last = _planned(cast), cast.today + timedelta(days=30)
    cast.it_ends_on(number, last)
    for _time in range(2):
        cast.remind()
        assert cast.reminded(number) == "1 at 30"
    for part in (FIRST, LEARNER):
        cast[part].page.goto("/notices")
        told = cast[part].page.locator(".notices li").filter(has_text=PERSON)
        expect(told.filter(has_text=_spoken(cast, last))).to_have_count(1)
    learner = cast[LEARNER]
    learner.page.goto("/my-training")
    expect(need_of(cast)).to_contain_text(learner.say("Ends soon"))
    assert _planned(cast) == (before[0] + 1, before[1])


def _planned(cast: Class) -> tuple[int, int]:
    """How many people of the first site's region need the course, and how many are late, by the program's list."""
    plan = cast[TRAINER].page.request.get("/api/v1/training/plan").json()
    lines = [each for each in plan if (each["region"], each["course"]) == (cast.place.region, COURSE)]
    return sum(each["people"] for each in lines), sum(each["overdue"] for each in lines)


def _runs_out(cast: Class, number: str) -> None:
    """The day after the last one it is missed, and on the last one it was not."""
    people, late = _planned(cast)
    last, today = cast.today - timedelta(days=1), cast.today
    cast.it_ends_on(number, last)
    assert _planned(cast) == (people, late + 1)
    (held, missing), (held_after, missing_after) = _covered(cast, last), _covered(cast, today)
    assert (held - held_after, missing_after - missing) == (1, 1)
    operator = cast[FIRST]
    for day, standing in ((last, "Ends soon"), (today, "Expired")):
        operator.page.goto(f"/sites/{cast.place.code}/training?on={day}")
        person = operator.page.locator(".learning-list > li").filter(has_text=PERSON).first
        need = person.get_by_role("listitem").filter(has_text=TITLES[cast.language])
        expect(need).to_contain_text(operator.say(standing))
    expect(need).to_contain_text(operator.say("ended on %(day)s") % {"day": _spoken(cast, last)})


def _covered(cast: Class, day: date) -> tuple[int, int]:
    """How many of the first site hold on a day, and how many are missing, by the program's own list."""
    found = cast[FIRST].page.request.get(f"/api/v1/training/coverage?on={day}").json()
    [site] = [each for each in found["items"] if each["site"] == cast.place.code]
    return site["covered"], site["counted"] - site["covered"]


def _spoken(cast: Class, day: date) -> str:
    with reading(cast.language) as spoken:
        return spoken.date(day)


def _is_planned_for(cast: Class) -> None:
    """The next session is named beside the need, for headquarters and at the site, from where one enrols."""
    _plans(cast, NEXT_HALL, 10)
    trainer, operator = cast[TRAINER], cast[FIRST]
    trainer.page.goto("/training/plan")
    expect(_row(trainer.page, TITLES[cast.language]).filter(has_text=NEXT_HALL).first).to_be_visible()
    operator.page.goto(f"/sites/{cast.place.code}/training")
    gap = operator.page.get_by_role("listitem").filter(has_text=f"{PERSON}: {TITLES[cast.language]}")
    expect(gap).to_contain_text(NEXT_HALL)
    operator.go_by(gap.get_by_role("link", name=operator.say("Enrol")))
    operator.page.get_by_role("checkbox", name=PERSON).check()
    operator.submit("Enrol them")
    expect(_row(operator.page, PERSON)).to_contain_text(operator.say("Has a seat"))


HAPPENED = (
    *("enrolment.made", "enrolment.made", "enrolment.cancelled", "enrolment.attended"),
    *("exam.started", "exam.handed_in", "exam.started", "exam.handed_in", "record.given"),
    "enrolment.made",
)


def _stands_in_the_trail(cast: Class) -> None:
    chain = cast[FIRST].page.request.get(f"/sites/{cast.place.code}/trail/chain.json").json()
    happened = [event["action"] for event in chain["events"]]
    assert chain["holds"]
    told = [each for each in happened if each.startswith(("enrolment.", "exam.", "record."))]
    assert told[-len(HAPPENED) :] == list(HAPPENED)
