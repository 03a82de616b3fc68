"""A material edition is approved and taken note of at three sites: on a phone, on a tablet and on paper."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from network.foundation.i18n import LANGUAGES, language
from tests.journeys.manual_cast import (
    CHIEF,
    CLAUSE,
    MANAGER,
    MANUAL,
    OPERATOR,
    PHONE,
    RIVAL,
    SIZES,
    STAFF,
    Reader,
    Readers,
    casting,
)
from tests.journeys.manual_reading import HOME, SAID, TITLE, duty, figures, says, shares, sheets, states
from tests.journeys.stage import THOROUGH, Stage, Visitor
from tests.journeys.visit_cast import faults
from tests.journeys.visit_tablet import photo
from tests.served import PASSWORD

pytestmark = pytest.mark.browser

NOTE = {"en": "Calls outside opening hours are called back.", "zh_CN": "营业时间以外的来电要回电。"}
EDITORIAL = {"en": "A full stop is put in.", "zh_CN": "补上句号。"}
FIELDS = {"en": "en", "zh_CN": "zh"}
# What the questions of the manual that ships are answered with, by place: the right one each.
RIGHT = {"q1": "b", "q2": "a", "q3": "c"}
WRONG = "c"
SIGNED = 2


@pytest.fixture(params=LANGUAGES if THOROUGH else ["en"])
def cast(request: pytest.FixtureRequest, browser: Browser, stage: Stage) -> Iterator[Readers]:
    with casting(browser, stage, request.param) as cast:
        yield cast


def test_a_material_edition_is_taken_note_of_on_a_phone_a_tablet_and_paper(cast: Readers) -> None:
    phone, tablet = (cast.reader(site) for site in cast.sites[:2])
    _is_invited(cast)
    _links(cast, cast.sites[0], phone, PHONE)
    _links(cast, cast.sites[1], tablet, STAFF)
    number = _writes(cast, "material", NOTE, cast.today + timedelta(days=5))
    _approves(cast, number)
    _is_not_in_force(cast, number)
    cast.pass_days(6)
    _takes_note_on_the_phone(cast, number)
    cast.remind(0)
    _takes_note_on_the_tablet(cast, number)
    signed = _takes_note_on_paper(cast, number)
    noted = dict(zip(cast.sites, ({phone.name}, {tablet.name}, signed), strict=True))
    _differs_from_day_to_day(cast, noted, cast.today)
    _asks_nobody_again(cast)
    _differs_from_day_to_day(cast, noted, cast.today - timedelta(days=1))
    _reminds_of_the_rest(cast, number, noted)
    _is_hidden_from_a_rival(cast, number)
    _quotes_what_held(cast, number)
    assert cast.inside(faults) == []


def _confirm(visitor: Visitor, dialog: str) -> None:
    """Open a dialog that names a consequence, and agree to it."""
    visitor.page.locator(f"[data-dialog-open={dialog}]").click()
    visitor.go_by(visitor.page.locator(f"#{dialog} button[type=submit]"))


def _is_invited(cast: Readers) -> None:
    """Somebody who works at the second site, and does nothing there but read and learn."""
    page = cast[CHIEF].page
    page.goto("/people/invite")
    page.locator("#field-email").fill(cast.email(STAFF))
    page.locator("#field-name").fill("Qiu Lan")
    page.locator("#field-role").select_option("site_staff")
    page.locator("#field-search").fill(cast.sites[1])
    page.locator(f"input[name=sites][value={cast.sites[1]}]").check()
    cast[CHIEF].press("Make invitation")
    staff = cast[STAFF]
    staff.page.goto(page.locator("input[readonly]").input_value())
    staff.field("Password").fill(PASSWORD)
    staff.field("The same again").fill(PASSWORD)
    staff.press("Make account")
    staff.page.wait_for_url(re.compile("/invitations/accepted"))
    staff.sign_in(cast.email(STAFF))
    expect(staff.page).to_have_url(re.compile("/my-training"))
    staff.sees("Your account is on no staff list yet")


def _links(cast: Readers, site: str, reader: Reader, part: str) -> None:
    """The operator says whose account that is."""
    operator = cast[OPERATOR]
    page = operator.page
    page.goto(f"/sites/{site}/staff/{reader.id}")
    operator.follow(operator.say("Account of %(name)s") % {"name": reader.name})
    operator.field("Email").fill(cast.email(part))
    operator.submit("Connect the account")
    expect(page.get_by_role("button", name=operator.say("Connect the account"))).to_have_count(0)
    cast[part].page.goto("/my-training")
    duty(cast, cast[part]).wait_for()


def _writes(cast: Readers, materiality: str, note: dict[str, str], first_day: date) -> int:
    """A clause says more than before, from a day on; sent in. The number of the edition."""
    manager = cast[MANAGER]
    page = manager.page
    page.goto("/manuals")
    card = page.locator("section.card").filter(has=page.locator(f"#manual-{MANUAL}"))
    manager.go_by(card.get_by_role("button", name=manager.say("Start the next edition")))
    edition = page.url.removesuffix("/edit")
    page.goto(f"{edition}/edit/clause?former={CLAUSE}")
    page.locator("#field-materiality").select_option(materiality)
    for spoken, field in FIELDS.items():
        text = page.locator(f"#field-text_{field}")
        more = f"\n\n{SAID[cast.language][spoken]}" if materiality == "material" else "."
        text.fill(text.input_value() + more)
        page.locator(f"#field-note_{field}").fill(note[spoken])
    manager.submit("Save clause")
    manager.follow("First day, audience, questions")
    manager.field("First day on which it holds").fill(first_day.isoformat())
    manager.field("Days until everybody has taken note").fill("2")
    manager.submit("Save settings")
    manager.follow("Approval")
    manager.submit("Send in for approval")
    return int(edition.rpartition("/")[2])


def _approves(cast: Readers, number: int) -> None:
    """Who wrote it cannot, whatever their browser sends; somebody else does."""
    manager, chief = cast[MANAGER], cast[CHIEF]
    page = manager.page
    manager.sees("It waits for somebody else: who wrote an edition or sent it in does not approve it.")
    expect(page.locator("[data-dialog-open=approve]")).to_have_count(0)
    token = page.locator("input[name=_csrf]").first.input_value()
    version = page.locator("input[name=version]").first.input_value()
    address = f"{HOME}/editions/{number}/approve"
    refused = page.request.post(address, form={"_csrf": token, "version": version})
    assert refused.status == 409
    chief.page.goto(f"{HOME}/editions/{number}/approval")
    _confirm(chief, "approve")
    expect(chief.page).to_have_url(re.compile(f"{HOME}/editions/{number}$"))


def _is_not_in_force(cast: Readers, number: int) -> None:
    """It can be read already, and the manual says what it said."""
    assert not says(cast, cast[OPERATOR], HOME)
    assert says(cast, cast[OPERATOR], f"{HOME}/editions/{number}")


def _takes_note_on_the_phone(cast: Readers, number: int) -> None:
    """What is new is said; of three questions one is answered wrongly first."""
    phone = cast[PHONE]
    page = phone.page
    assert says(cast, phone, HOME)
    page.goto("/my-training")
    phone.go_by(duty(cast, phone).get_by_role("link"))
    assert page.url.endswith(f"{HOME}/editions/{number}/acknowledge")
    phone.sees(NOTE[cast.language])
    _answers(phone, RIGHT | {"q2": WRONG})
    clause = phone.say("Read clause %(number)s again.").partition("%")[0]
    expect(page.locator("#error-q2")).to_contain_text(clause)
    assert [page.locator(f"#error-{key}").count() for key in RIGHT] == [0, 1, 0]
    expect(page.locator(f"input[name=q1][value={RIGHT['q1']}]")).to_be_checked()
    _fits(page, SIZES[PHONE])
    _answers(phone, RIGHT)
    _has_taken_note(phone)


def _answers(visitor: Visitor, answers: dict[str, str]) -> None:
    for key, answer in answers.items():
        visitor.page.locator(f"input[name={key}][value={answer}]").check()
    visitor.submit("I have taken note")


def _has_taken_note(visitor: Visitor) -> None:
    visitor.sees(language(visitor.language).gettext("You took note of this on %(day)s.").partition("%")[0])
    expect(visitor.page.get_by_role("button", name=visitor.say("I have taken note"))).to_have_count(0)


def _fits(page: Page, size: tuple[int, int]) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def _takes_note_on_the_tablet(cast: Readers, number: int) -> None:
    """Told of it by a notice. Of the site itself somebody who works there sees nothing."""
    staff = cast[STAFF]
    page = staff.page
    page.goto("/notices")
    told = staff.say("Take note of “%(manual)s”, edition %(number)s, by %(due)s.")
    said, _due, _end = (told % {"manual": TITLE[cast.language], "number": number, "due": "|"}).partition("|")
    staff.go_by(page.get_by_role("button", name=said))
    assert page.url.endswith(f"{HOME}/editions/{number}/acknowledge")
    _answers(staff, RIGHT)
    _has_taken_note(staff)
    _fits(page, SIZES[STAFF])
    site = f"/sites/{cast.sites[1]}"
    closed = ["/home", "/sites", "/manuals/coverage", "/people", "/findings", "/reports", "/training/coverage"]
    closed += [site, *(f"{site}/{part}" for part in ("manuals", "staff", "orders", "training", "audits", "trail"))]
    assert [each for each in closed if page.request.get(each, max_redirects=0).status not in (403, 404)] == []
    page.goto("/")
    expect(page).to_have_url(re.compile("/my-training"))
    expect(duty(cast, staff)).to_contain_text(staff.say("taken note of"))


def _takes_note_on_paper(cast: Readers, number: int) -> set[str]:
    """The sheet names everybody who is left; two sign it."""
    operator, site = cast[OPERATOR], cast.sites[2]
    page = operator.page
    people = cast.people(site)
    page.goto(f"/sites/{site}/manuals")
    operator.go_by(page.locator(f"a[href*='{MANUAL}/editions/{number}/sheet']"))
    with page.expect_download() as printed:
        page.get_by_role("link", name=operator.say("Sheet to print")).click()
    sheet = "".join(each.extract_text() for each in PdfReader(printed.value.path()).pages)
    assert [name for name in people if name not in sheet] == []
    choices = page.locator("input[name=people]")
    expect(choices).to_have_count(len(people))
    names = page.locator("#field-people .form-check-label").all_inner_texts()
    for place in range(SIGNED):
        choices.nth(place).check()
    page.locator("#field-file").set_input_files(photo(site + cast.language))
    operator.submit("Hand in the sheet")
    operator.sees("The sheet is kept, and everybody on it has taken note.")
    expect(sheets(operator)).to_have_count(SIGNED)
    return {name for name in people for shown in names[:SIGNED] if shown.startswith(name)}


def _differs_from_day_to_day(cast: Readers, noted: dict[str, set[str]], day: date) -> None:
    """On the day before nobody had taken note of what was new, on the day itself these four: in the network and at each
    site."""
    everybody = sum(len(names) for names in noted.values())
    for on, taken in ((day - timedelta(days=1), 0), (day, everybody)):
        people = cast.asked(on)
        assert figures(cast, on) == [people, taken, people - taken, 0]
        covered = shares(cast, on)
        assert set(covered) == set(cast.stage.own)
        for site, names in noted.items():
            found = states(cast, site, on)
            assert covered[site] == f"{len(names) if taken else 0}/{len(found)}"
            assert {name for name, open_still in found.items() if not open_still} == (names if taken else set())


def _asks_nobody_again(cast: Readers) -> None:
    """An editorial edition comes into force the day after; whoever has taken note has done so."""
    editorial = _writes(cast, "editorial", EDITORIAL, cast.today + timedelta(days=1))
    cast[MANAGER].sees("Nothing: no change is material. Who has taken note of the edition before need not do so again.")
    _approves(cast, editorial)
    cast.pass_days(1)
    page = cast[PHONE].page
    page.goto(HOME)
    expect(page.locator(".manual-stamp")).to_contain_text(cast[PHONE].say("Edition %(number)s") % {"number": editorial})
    page.goto("/my-training")
    expect(duty(cast, cast[PHONE])).to_contain_text(cast[PHONE].say("taken note of"))
    cast.remind(0)
    assert cast.reminded(editorial, "day_before") == {site: set() for site in cast.sites}
    assert states(cast, cast.sites[0], cast.today) == states(cast, cast.sites[0], cast.today - timedelta(days=1))


def _reminds_of_the_rest(cast: Readers, number: int, noted: dict[str, set[str]]) -> None:
    """The day after it was due: everybody who has not taken note, and nobody who has."""
    cast.remind(1)
    assert cast.reminded(number, "day_after") == {site: set(cast.people(site)) - noted[site] for site in cast.sites}
    page = cast[OPERATOR].page
    page.goto("/notices")
    told = cast[OPERATOR].say("%(site)s: people who have still to take note of a manual: %(count)s.")
    between = (told % {"site": "", "count": "|"}).partition("|")[0]
    for site in cast.sites:
        expect(page.get_by_role("button", name=re.compile(rf"{site}.*{between}\d+")).first).to_be_visible()


def _is_hidden_from_a_rival(cast: Readers, number: int) -> None:
    """The manual is for everybody; who has taken note of it at a site is not."""
    request = cast[RIVAL].page.request
    assert request.get(f"{HOME}/editions/{number}").ok
    own, page = cast.sites[2], cast[OPERATOR].page
    page.goto(f"/sites/{own}/manuals")
    [sheet] = {link.get_attribute("href") for link in sheets(cast[OPERATOR]).all()}
    hidden = [f"/sites/{own}/manuals", f"/sites/{own}/manuals/{MANUAL}/editions/{number}/sheet.pdf", str(sheet)]
    assert [request.get(each).status for each in hidden] == [404] * len(hidden)
    assert [site for site in cast.stage.own if site in request.get("/manuals/coverage").text()] == []


def _quotes_what_held(cast: Readers, number: int) -> None:
    """The audit of a visit before it quotes the clause as it was on that day."""
    page = cast[OPERATOR].page
    page.goto(f"/sites/{cast.sites[0]}/audits")
    cast[OPERATOR].go_by(page.locator("tbody a").first)
    quoted = page.locator(f"a[href^='{HOME}/editions/'][href$='#{CLAUSE}']").all()
    assert quoted
    assert [link for link in quoted if link.get_attribute("href") == f"{HOME}/editions/{number}#{CLAUSE}"] == []
    assert not says(cast, cast[OPERATOR], page.url)
