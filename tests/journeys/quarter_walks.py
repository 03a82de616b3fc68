"""What is done in the story of a quarter: records are handed in, what follows from the result is decided and booked."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.quarter_cast import FIRST, OPERATOR, RIVAL, SECOND, STAR, WEAK, Court
from tests.journeys.stage import Visitor


def confirm(visitor: Visitor, dialog: str) -> None:
    visitor.page.locator(f"[data-dialog-open={dialog}]").click()
    visitor.go_by(visitor.page.locator(f"#{dialog} button[type=submit]"))


def choose(visitor: Visitor, name: str, value: str) -> None:
    visitor.page.locator(f"input[name={name}][value={value}]").check()


def hands_in(visitor: Visitor, file: Path) -> None:
    page = visitor.page
    page.goto("/imports/new?kind=orders")
    page.locator("input[name=kind][value=orders]").check()
    page.locator("input[name=file]").set_input_files(file)
    visitor.press("Check the file")
    page.wait_for_url(re.compile("/imports/[0-9a-f-]{36}"))
    page.get_by_role("button", name=visitor.say("Import these records")).first.click()
    page.get_by_role("dialog").get_by_role("button").last.click()
    # Only what has been worked through to its end offers this.
    expect(page.get_by_role("link", name=visitor.say("Import another file"))).to_be_visible()


def _decides(visitor: Visitor, proposal: str, reason: str = "") -> None:
    visitor.page.goto(proposal)
    choose(visitor, "decision", "approve")
    visitor.field("Reason").fill(reason)
    visitor.submit("Decide on it")
    visitor.sees("Your decision is on record.")


def rewards(court: Court) -> None:
    """One person is enough for the points and for the penalty, the bonus takes two; nothing is booked before."""
    first, second, operator = court[FIRST], court[SECOND], court[OPERATOR]
    bonus, points, penalty = (
        court.proposal(STAR, "five_stars"),
        court.proposal(STAR, "star_points"),
        court.proposal(WEAK, "failed"),
    )
    assert (court.balance(STAR), court.balance(STAR, "points"), court.balance(WEAK)) == (0, 0, 0)
    first.page.goto("/ledger/proposals/approval")
    first.look("consequences-approval")
    ids = [each.rpartition("/")[2] for each in (points, penalty)]
    expect(first.page.locator(f'input[value="{bonus.rpartition("/")[2]}"]')).to_have_count(0)
    boxes, every = first.page.locator("input[name=id]").all(), first.page.locator("[data-ticks=ids]")
    assert not any(box.is_checked() for box in boxes), "people choose what they agree to"
    for ticked in (True, False):
        every.set_checked(ticked)
        assert {box.is_checked() for box in boxes} == {ticked}
    for box in boxes:
        box.set_checked(box.get_attribute("value") in ids)
    first.submit("Approve the ticked proposals")
    first.sees("Approved. What needs no other person has taken effect.")
    assert (court.balance(STAR), court.balance(STAR, "points"), court.balance(WEAK)) == (0, 100, -1000)
    _decides(first, bonus)
    assert court.balance(STAR) == 0, "one person is not enough"
    expect(first.page.locator("input[name=decision]")).to_have_count(0)
    _decides(second, bonus)
    assert court.balance(STAR) == 6000
    operator.page.goto(f"/sites/{STAR}/ledger")
    expect(operator.page.locator("main")).to_contain_text("6,000")
    operator.look("statement")


def appeals(court: Court) -> None:
    """Whoever approved the penalty may not decide; the other upholds the appeal, and what was booked is taken back."""
    first, second, operator = court[FIRST], court[SECOND], court[OPERATOR]
    penalty = court.proposal(WEAK, "failed")
    operator.page.goto(penalty)
    operator.field("Why it is wrong").fill("The workshop was flooded; the whole quarter is under review.")
    operator.submit("Appeal against it")
    operator.sees("Your appeal is with headquarters. Nothing is posted before it is decided.")
    operator.look("consequence-appealed")
    first.page.goto(penalty)
    expect(first.page.locator("input[name=upheld]")).to_have_count(0)
    second.page.goto(penalty)
    choose(second, "upheld", "yes")
    second.field("Reason").fill("The flood is on record.")
    second.submit("Decide on the appeal")
    second.sees("The appeal is decided; the site reads why.")
    assert court.balance(WEAK) == 0
    operator.page.goto(penalty)
    expect(operator.page.locator("main")).to_contain_text("The flood is on record.")


def books_the_difference(court: Court) -> None:
    """Five stars gave 6,000 and four give 3,000: what is proposed is the difference, and only that is booked."""
    before = court.balance(STAR), court.balance(STAR, "points"), court.balance(WEAK), court.balance(RIVAL)
    assert before == (6000, 100, 0, 0)
    difference = court.proposal(STAR, "restatement")
    _decides(court[SECOND], difference)
    booked = court.value(
        "select string_agg(trim_scale(e.amount)::text, ' ' order by e.amount) from ledger_entry e "
        "join consequence_proposal p on p.posting = e.posting where p.rule = 'restatement'"
    )
    assert booked == "-3000 3000"
    after = court.balance(STAR), court.balance(STAR, "points"), court.balance(WEAK), court.balance(RIVAL)
    assert after == (3000, 100, 0, 0)
    operator = court[OPERATOR]
    operator.page.goto(f"/sites/{STAR}/ledger")
    expect(operator.page.locator("main")).to_contain_text("3,000")
