"""A quarter from its computation to the ledger: previewed, challenged, corrected, published, appealed and restated."""

import io
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.journeys.quarter_cast import (
    FIRST,
    OPERATOR,
    OTHER,
    PERIOD,
    RIVAL,
    SCHEME,
    SECOND,
    STAR,
    WEAK,
    Court,
    courthouse,
    judging,
)
from tests.journeys.quarter_walks import appeals, books_the_difference, choose, confirm, hands_in, rewards
from tests.journeys.stage import told_in, visiting

pytestmark = pytest.mark.browser

LOOKED_AT = {
    FIRST: (
        "/scorecards/runs/{period}",
        "/scorecards/runs/{period}/check",
        "/scorecards/restatements/{restatement_id}",
        "/ledger/proposals/approval",
    ),
    SECOND: ("/scorecards/challenges", "/scorecards/challenges/{challenge_id}", "/scorecards/restatements"),
    OPERATOR: (
        "/sites/{code}/quarters/{period}/challenges",
        "/sites/{code}/quarters/{period}/challenges/new",
        "/sites/{code}/consequences/{consequence_id}",
        "/sites/{code}/ledger",
    ),
}
# Anybody may ask.
VERIFIED = "/verify/document/{code}"
RUN = f"/scorecards/runs/{PERIOD}"
CHANGES = f"/sites/{STAR}/quarters/{PERIOD}/challenges"
CRITERION = "repair_within_target"
BODY = "Twelve units were handed over on the next day, see the receipts."
FOUND = "The receipts show it; the orders are imported anew."
LATE = "The courier's list shows that they were late after all."


LANGUAGE_OF_THIS_RUN = "zh_CN"
Served = dict[str, tuple[str, str]]


@pytest.fixture(scope="session")
async def served(postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A network of its own for each language in which the story is told."""
    async with AsyncExitStack() as servers:
        yield {
            language: await servers.enter_async_context(
                courthouse(postgres, template, tmp_path_factory.mktemp(f"quarter-{language}"))
            )
            for language in told_in(LANGUAGE_OF_THIS_RUN)
        }


@pytest.fixture(params=told_in(LANGUAGE_OF_THIS_RUN))
def court(request: pytest.FixtureRequest, served: Served, browser: Browser, tmp_path: Path) -> Iterator[Court]:
    address, url = served[request.param]
    with judging(browser, address, url, tmp_path, request.param) as court:
        yield court


def test_a_quarter_goes_from_its_computation_to_the_ledger_and_is_restated(court: Court, browser: Browser) -> None:
    _computes(court)
    _opens_the_preview(court)
    _challenges(court)
    _corrects_and_accepts(court)
    _computes_again(court)
    _publishes(court)
    code = _has_a_card(court)
    _answers(browser, court, code, "Genuine")
    rewards(court)
    appeals(court)
    _restates(court)
    _answers(browser, court, code, "Superseded")
    _reads_both_revisions(court)
    books_the_difference(court)
    _keeps_it_from_others(court)
    for part, routes in LOOKED_AT.items():
        court[part].has_looked_at(routes)


def _standing(court: Court) -> str:
    return court.value(
        "select c.standing from scorecard c join scorecard_run r on r.id = c.run join site s on s.id = c.site "
        "where s.code = %s and r.state <> 'restated'",
        STAR,
    )


def _computes(court: Court) -> None:
    """With the whole scheme; what stands out is looked through before anybody else sees it."""
    first, operator = court[FIRST], court[OPERATOR]
    first.page.goto("/scorecards/runs")
    first.field("Quarter").fill(PERIOD)
    first.field("Scheme").select_option(SCHEME)
    first.submit("Compute quarter")
    first.go_by(first.page.locator(f'a[href="{RUN}"]'))
    first.look("quarter-computed")
    first.follow("See the whole list")
    first.look("quarter-check")
    operator.page.goto(f"/sites/{STAR}?period={PERIOD}")
    operator.sees("The site was not open in that quarter, or its scorecard has not been published yet.")


def _opens_the_preview(court: Court) -> None:
    first = court[FIRST]
    first.page.goto(RUN)
    confirm(first, "preview")
    first.sees("The preview is open: each site sees its own card, marked as a preview.")


def _challenges(court: Court) -> None:
    """The banner says until when; the rival sees nothing of it."""
    operator, other = court[OPERATOR], court[OTHER]
    operator.page.goto(f"/sites/{STAR}?period={PERIOD}")
    operator.sees("Preview, not final.")
    operator.follow("Challenges and changes")
    operator.look("card-challenges")
    operator.go_by(operator.page.locator(f'a[href$="criterion={CRITERION}"]'))
    operator.look("card-challenge-new")
    choose(operator, "ground", "factual")
    operator.field("Why the criterion should read otherwise").fill(BODY)
    operator.submit("Lodge the challenge")
    operator.sees("The challenge is lodged. Headquarters decides; the criterion is held until then.")
    for path in (CHANGES, f"{CHANGES}/new?criterion={CRITERION}"):
        assert other.page.request.get(path).status == 404, path


def _corrects_and_accepts(court: Court) -> None:
    """Whoever computed may not decide; somebody else corrects the orders, and accepts."""
    first, second = court[FIRST], court[SECOND]
    case = f"/scorecards/challenges/{court.value('select id from scorecard_challenge')}"
    first.page.goto(case)
    expect(first.page.locator("input[name=outcome]")).to_have_count(0)
    hands_in(second, court.records("corrected.csv", 20))
    second.page.goto("/scorecards/challenges")
    second.look("challenges")
    second.go_by(second.page.locator(f'a[href="{case}"]').first)
    second.look("challenge")
    second.sees("What the card says")
    choose(second, "outcome", "corrected")
    second.field("Reason for the decision").fill(FOUND)
    second.submit("Decide on the challenge")
    second.sees("The challenge is decided. Compute the quarter again to take it in.")


def _computes_again(court: Court) -> None:
    first, operator = court[FIRST], court[OPERATOR]
    assert _standing(court) == "four_star"
    first.page.goto(RUN)
    first.submit("Compute again")
    assert _standing(court) == "five_star"
    operator.page.goto(CHANGES)
    operator.sees("Challenge accepted")
    operator.sees(FOUND)
    expect(operator.page.locator("#change-1")).to_contain_text("100")
    operator.look("card-changed")


def _publishes(court: Court) -> None:
    """Not while sites may still challenge."""
    first, operator = court[FIRST], court[OPERATOR]
    first.page.goto(RUN)
    confirm(first, "publish")
    assert court.value("select state from scorecard_run") == "preview"
    court.the_window_passes()
    operator.page.goto(CHANGES)
    operator.sees("The window to challenge it is over.")
    first.page.goto(RUN)
    confirm(first, "publish")
    assert court.value("select state from scorecard_run") == "published"
    first.page.goto(RUN)
    first.look("quarter-published")


def _has_a_card(court: Court) -> str:
    """The final card as a signed PDF; the code by which anybody verifies it."""
    operator = court[OPERATOR]
    operator.page.goto(f"/sites/{STAR}?period={PERIOD}")
    expect(operator.page.get_by_text(operator.say("Preview, not final."))).to_have_count(0)
    with operator.page.expect_download() as made:
        operator.page.locator("a[download]").first.click()
    pages = PdfReader(io.BytesIO(made.value.path().read_bytes())).pages
    text = "\n".join(page.extract_text() for page in pages)
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", text)
    assert found, text
    return found[0]


def _answers(browser: Browser, court: Court, code: str, answer: str) -> None:
    """To whoever asks."""
    with visiting(browser, court[FIRST].address) as public:
        public.page.goto(f"/verify/document/{code}")
        expect(public.page.get_by_role("status").get_by_text(answer, exact=True)).to_be_visible()
        public.look(f"verify-document-{answer}".lower())
        public.has_looked_at([VERIFIED])


def _restates(court: Court) -> None:
    """A record turns out otherwise: the site stands in the queue; one proposes, another approves."""
    first, second = court[FIRST], court[SECOND]
    queue = f"/scorecards/restatements?period={PERIOD}"
    second.page.goto(queue)
    second.sees("Nothing waits to be restated")
    hands_in(second, court.records("late.csv", 40))
    second.page.goto(queue)
    second.look("restatements")
    expect(second.field("Codes of the sites")).to_have_value(STAR)
    second.field("Why it is restated").fill(LATE)
    second.submit("Propose the restatement")
    proposed = second.page.url
    expect(second.page.locator("input[name=outcome]")).to_have_count(0)
    first.page.goto(proposed)
    first.look("restatement")
    choose(first, "outcome", "approved")
    first.field("Reason for the decision").fill("I have seen the list.")
    first.submit("Decide on the restatement")
    first.sees("The next revision is in force. Both revisions stay readable.")
    assert _standing(court) == "four_star"


def _reads_both_revisions(court: Court) -> None:
    operator = court[OPERATOR]
    operator.page.goto(f"/sites/{STAR}?period={PERIOD}")
    operator.sees(LATE)
    operator.follow("Challenges and changes")
    newest = operator.page.locator("#change-1")
    expect(newest).to_contain_text("Five stars" if operator.language == "en" else "五星")
    expect(newest).to_contain_text("Four stars" if operator.language == "en" else "四星")
    operator.look("card-restated")


def _keeps_it_from_others(court: Court) -> None:
    """The rival runs a site of the same network, and finds nothing of this one."""
    other = court[OTHER]
    for path in (
        f"/sites/{STAR}?period={PERIOD}",
        f"/sites/{STAR}/scorecard.pdf?period={PERIOD}",
        CHANGES,
        f"/sites/{STAR}/ledger",
        court.proposal(STAR, "five_stars"),
        court.proposal(WEAK, "failed"),
    ):
        assert other.page.request.get(path).status == 404, path
    assert other.page.request.get(f"/sites/{RIVAL}?period={PERIOD}").status == 200
