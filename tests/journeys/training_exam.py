"""Somebody sits the exam of a course with a phone: fails, and passes."""

import json
import re
from datetime import timedelta
from decimal import Decimal

from playwright.sync_api import Locator, Route, expect

from network.foundation.clock import now
from network.foundation.i18n import reading
from tests.journeys.training_cast import COURSE, LEARNER, TITLES, Class

# What the new version asks, of which so many per cent pass; minutes, and how many of them are lost on the way.
ASKED, PASSED_FROM, MINUTES, LOST = 4, 75, 15, 5


def need_of(cast: Class) -> Locator:
    """What the page says of the course."""
    return cast[LEARNER].page.get_by_role("listitem").filter(has=cast[LEARNER].page.get_by_role(
        "link", name=TITLES[cast.language], exact=True)).first  # fmt: skip


def _starts(cast: Class) -> str:
    """The exam, from the list of what is to be passed; the id of the attempt."""
    learner = cast[LEARNER]
    learner.sees("What is asked")
    learner.submit("Start the exam")
    expect(learner.page.locator(".exam-questions > li")).to_have_count(ASKED)
    return learner.page.url.partition("?")[0].rpartition("/")[2]


def _right(cast: Class) -> dict[str, set[str]]:
    """The right answers by question, as the server has them."""
    asked = "jsonb_array_elements(document -> 'exam' -> 'questions') q"
    named = f"select jsonb_object_agg(q ->> 'key', q -> 'right')::text from course_version, {asked}"
    in_force = "where state = 'published' and course = (select id from course where key = %s)"
    told = cast.value(f"{named} {in_force}", COURSE)
    return {key: set(right) for key, right in json.loads(told).items()}


def _answer(question: Locator, right: set[str], *, well: bool) -> None:
    """The right options of a question, or one that is not."""
    options = question.locator("input[type=radio], input[type=checkbox]")
    for option in options.all():
        if (option.get_attribute("value") in right) is well:
            option.check()
            if not well:
                return
        elif option.get_attribute("type") == "checkbox":
            option.uncheck()


def _answers_all(cast: Class, *, well: bool) -> None:
    right = _right(cast)
    for question in cast[LEARNER].page.locator(".exam-questions fieldset").all():
        key = (question.get_attribute("id") or "").removeprefix("field-")
        _answer(question, right[key], well=well)


def fails(cast: Class) -> None:
    """All of it is wrong. The page says where to read again, and what is right it does not."""
    learner = cast[LEARNER]
    learner.go_by(need_of(cast).get_by_role("link", name=learner.say("To the exam")))
    _starts(cast)
    _answers_all(cast, well=False)
    learner.submit("Hand the exam in")
    reached = learner.say("You have reached %(percent)s; %(needed)s were needed.")
    told = {"percent": _percent(cast, 0), "needed": _percent(cast, PASSED_FROM)}
    expect(learner.page.get_by_text(reached % told)).to_be_visible()
    expect(learner.page.locator(".exam-answers")).to_have_count(0)
    learner.follow("Sit it again")


def passes(cast: Class) -> None:
    """What was chosen is there after the page was loaded anew; the time that is left is that of the server, whatever
    the phone takes for the time."""
    learner = cast[LEARNER]
    page = learner.page
    page.clock.set_fixed_time(now() + timedelta(days=1))
    attempt = _starts(cast)
    expect(page.get_by_role("timer")).to_have_text(re.compile(rf"{MINUTES}:00|{MINUTES - 1}:\d\d"))
    chosen = page.locator(".exam-questions input").first
    chosen.check()
    learner.sees("Your answers are kept.")
    cast.minutes_pass(attempt, LOST)
    page.reload()
    expect(chosen).to_be_checked()
    expect(page.get_by_role("timer")).to_have_text(re.compile(rf"{MINUTES - LOST - 1}:\d\d"))
    _hands_in_while_it_is_kept(cast)
    passed = learner.say("You have passed with %(percent)s.") % {"percent": _percent(cast, 100)}
    expect(page.get_by_text(passed)).to_be_visible()


def _hands_in_while_it_is_kept(cast: Class) -> None:
    """On a slow line: what is still under way comes first, and nothing is taken for another device's."""
    learner, held = cast[LEARNER], list[Route]()
    page = learner.page
    page.route("**/answers", lambda sent: sent.continue_() if held else held.append(sent))
    _answers_all(cast, well=True)
    learner.press("Hand the exam in")
    expect(page.locator("#save-state")).to_have_text(learner.say("Being kept …"))
    with page.expect_navigation():
        held[0].continue_()


def _percent(cast: Class, figure: int) -> str:
    with reading(cast.language) as spoken:
        return spoken.percent(Decimal(figure) / 100)
