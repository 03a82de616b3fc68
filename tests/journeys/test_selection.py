"""From an application to a printed certificate: an applicant, a manager and two assessors, in English.

In `make faults` in Chinese too.
"""

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from network.demo.pictures import paper, shop_front
from network.foundation.clock import now
from tests.journeys.stage import DESKTOP, SELECTING, TABLET, Stage, Visitor, email_of, told_in, visiting

pytestmark = pytest.mark.browser

# What each of them looks at, in English.
LOOKED_AT = {
    "applicant": (
        "/my-applications/new",
        "/my-applications/{application_id}",
        "/my-applications/{application_id}/documents/{document_id}",
        "/my-applications/{application_id}/evidence",
        "/my-applications/{application_id}/form",
        "/verify/{number}",
    ),
    "manager": (
        "/applications",
        "/applications/{application_id}",
        "/applications/{application_id}/steps/{step}",
        "/sites/{code}/certification",
        "/sites/{code}/certification/changes/new",
    ),
    "auditor": ("/assessments", "/assessments/{assessment_id}", "/assessments/{assessment_id}/review"),
    "auditor2": (),
}

# English -> what is typed into the form, by the label of the field.
TYPED = {
    "Company that runs the site (English)": "Zhuhai Haitang Electronics Co., Ltd.",
    "Company that runs the site (Chinese)": "珠海海棠电子有限公司",
    "Name of the site (English)": "Zhuhai Fenghuang Road",
    "Name of the site (Chinese)": "珠海凤凰路",
    "Contact person": "Chen Yufei",
    "Telephone": "400-555-0199",
    "Email": "applicant@example.com",
    "Address": "No. 20 Fenghuang Road",
    "Staff": "5",
    "Premises in m²": "120",
    "Why this site should join": "Eight years of repairs on the same street, and a stock of spare parts.",
}
CODES = {"en": "CN-NEW-001", "zh_CN": "CN-NEW-002"}
GPS = 0x8825


@dataclass
class Cast:
    """The four at their browsers. `looks`: whether they examine each page, or only click through."""

    stage: Stage
    language: str
    visitors: dict[str, Visitor]
    looks: bool

    def __getitem__(self, mailbox: str) -> Visitor:
        return self.visitors[mailbox]

    def look(self, mailbox: str, name: str) -> None:
        if self.looks:
            self[mailbox].look(name)


@pytest.fixture(params=told_in("en"))
def cast(request: pytest.FixtureRequest, browser: Browser, stage: Stage) -> Iterator[Cast]:
    """The second assessor works on a tablet."""
    language = request.param
    with ExitStack() as open_browsers:
        visitors = {}
        for mailbox in SELECTING:
            size = TABLET if mailbox == "auditor2" else DESKTOP
            visitors[mailbox] = open_browsers.enter_context(visiting(browser, stage.address, size, language))
            visitors[mailbox].sign_in(email_of(mailbox, language))
        yield Cast(stage, language, visitors, looks=language == "en")


def test_an_application_comes_to_its_certificate(cast: Cast, tmp_path: Path) -> None:
    application = _applies(cast, tmp_path)
    _takes_into_review(cast, application)
    _assesses(cast, "auditor")
    _is_blind(cast)
    _assesses(cast, "auditor2")
    _decides(cast)
    _opens(cast)
    number = _certifies(cast, tmp_path)
    _is_valid(cast, number)
    if cast.looks:
        for mailbox, routes in LOOKED_AT.items():
            cast[mailbox].has_looked_at(routes)


def _applies(cast: Cast, folder: Path) -> str:
    """The number of the application, which everyone finds it by."""
    applicant = cast["applicant"]
    page = applicant.page
    page.goto("/my-applications/new")
    cast.look("applicant", "my-application-new")
    for label in ("Name of the site (English)", "Name of the site (Chinese)"):
        applicant.field(label).fill(TYPED[label])
    applicant.press("Save draft and go on")
    page.wait_for_url(re.compile("/evidence"))
    cast.look("applicant", "my-application-evidence-draft")
    _hands_in(cast, folder)
    applicant.follow("Form")
    cast.look("applicant", "my-application-form")
    for label, text in TYPED.items():
        applicant.field(label).fill(text)
    applicant.press("Submit application")
    applicant.sees("Enter the city.")
    if cast.looks:
        applicant.glance("my-application-incomplete")
    applicant.field("City").fill("Zhuhai" if cast.language == "en" else "珠海")
    page.get_by_role("checkbox").first.check()
    applicant.press("Submit application")
    page.wait_for_url(re.compile("/my-applications/[0-9a-f-]{36}$"))
    cast.look("applicant", "my-application")
    found = re.search(r"A-[0-9A-Z]{4}-[0-9A-Z]{4}", page.get_by_role("heading", level=1).inner_text())
    assert found
    return found[0]


def _hands_in(cast: Cast, folder: Path) -> None:
    """What each criterion asks for. The photo has been where it was taken; what it says of that is gone afterwards."""
    applicant = cast["applicant"]
    page = applicant.page
    photo, document = _photo(folder / "street.jpg"), folder / "paper.pdf"
    document.write_bytes(paper("Licence", "Zhuhai Haitang Electronics"))
    files = {applicant.say("Photo"): photo, applicant.say("Document"): document}
    sections = page.locator("section[id^=evidence-]")
    for place in range(sections.count() - 1):
        for kind in sections.nth(place).locator(".card-header .tag").all_inner_texts():
            sections.nth(place).locator("input[type=file]").set_input_files(files[kind.strip()])
            button = sections.nth(place).get_by_role("button", name=re.compile("^" + applicant.say("Hand in")))
            applicant.go_by(button)
            page.wait_for_url(re.compile("#evidence-"))
    expect(page.locator(".card-header .tone-warn")).to_have_count(0)
    evidence = page.url
    page.locator("a.document:has(img)").first.click()
    page.wait_for_url(re.compile("/documents/"))
    cast.look("applicant", "my-application-photo")
    source = page.locator("figure img").get_attribute("src")
    assert source
    assert not _place_of(page.request.get(source).body()), "the photo tells where it was taken"
    page.goto(evidence)


def _photo(path: Path) -> Path:
    image = Image.open(io.BytesIO(shop_front(Random(3))))
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (18.0, 15.0, 0.0), 3: "E", 4: (109.0, 30.0, 0.0)}
    image.save(path, exif=exif)
    assert _place_of(path.read_bytes())
    return path


def _place_of(photo: bytes) -> dict[int, object]:
    return dict(Image.open(io.BytesIO(photo)).getexif().get_ifd(GPS))


def _takes_into_review(cast: Cast, number: str) -> None:
    manager = cast["manager"]
    page = manager.page
    page.goto("/applications")
    cast.look("manager", "applications")
    manager.go_by(page.get_by_role("row").filter(has_text=number).get_by_role("link").first)
    cast.look("manager", "application")
    manager.follow("Take into desk review")
    cast.look("manager", "application-review")
    for label, mailbox in (("First assessor", "auditor"), ("Second assessor", "auditor2")):
        _choose(manager.page, manager.say(label), cast.stage.names[email_of(mailbox, cast.language)])
    manager.press("Take into desk review")
    manager.follow("Start the site visit")
    cast.look("manager", "application-visit")
    manager.field("Note to the applicant").fill("4 December")
    manager.press("Start the site visit")
    manager.page.wait_for_url(re.compile("/applications/[0-9a-f-]{36}$"))
    _reads(cast, "4 December")


def _choose(page: Page, label: str, name: str) -> None:
    """The option that begins with this name: the role follows it."""
    select = page.get_by_label(label)
    [option] = [each for each in select.locator("option").all_inner_texts() if each.startswith(name)]
    select.select_option(option)


def _reads(cast: Cast, words: str) -> None:
    """The applicant finds this at the present state of its application."""
    page = cast["applicant"].page
    page.goto("/my-applications")
    page.get_by_role("link", name=re.compile("Zhuhai Fenghuang Road|珠海凤凰路")).first.click()
    expect(page.locator(".stepper")).to_contain_text(words)


def _assesses(cast: Cast, mailbox: str) -> None:
    """Marks the best level of everything, in two goes."""
    assessor = cast[mailbox]
    page = assessor.page
    page.goto("/assessments")
    cast.look(mailbox, f"assessments-{mailbox}")
    assessor.go_by(page.get_by_role("link", name=re.compile("Zhuhai Fenghuang Road|珠海凤凰路")).first)
    cast.look(mailbox, f"assessment-{mailbox}")
    criteria = page.locator("fieldset[id^=field-level-]")
    criteria.first.get_by_role("radio").last.check()
    assessor.press("Save and review")
    assessor.sees("Still missing")
    assessor.follow("Go on marking")
    expect(criteria).not_to_have_count(0)
    for place in range(criteria.count()):
        criteria.nth(place).get_by_role("radio").first.check()
    assessor.field("Day of the visit").fill(now().date().isoformat())
    assessor.press("Save and review")
    page.wait_for_url(re.compile("/review$"))
    cast.look(mailbox, f"assessment-review-{mailbox}")
    assessor.press("Hand in assessment")
    page.get_by_role("dialog").get_by_role("button", name=assessor.say("Hand in assessment")).click()
    page.wait_for_url(re.compile("/assessments/[0-9a-f-]{36}$"))
    assessor.sees("Submitted")


def _is_blind(cast: Cast) -> None:
    """One has handed in: neither the other assessor nor headquarters sees a mark of it."""
    first = cast.stage.names[email_of("auditor", cast.language)]
    second = cast["auditor2"].page
    second.goto("/assessments")
    assert first not in second.content()
    manager = cast["manager"].page
    manager.reload()
    expect(manager.locator(".seats")).to_contain_text(first)
    expect(manager.locator(".marks-table")).to_have_count(0)


def _decides(cast: Cast) -> None:
    manager = cast["manager"]
    page = manager.page
    page.reload()
    expect(page.locator(".marks-table")).to_have_count(1)
    cast.look("manager", "application-scored")
    manager.follow("Decide")
    cast.look("manager", "application-decision")
    manager.field("Reason for the decision").fill("The best of all that applied in the city.")
    manager.press("Approve application")
    page.wait_for_url(re.compile("/applications/[0-9a-f-]{36}$"))
    _reads(cast, "The best of all that applied in the city.")
    cast.look("applicant", "my-application-approved")


def _opens(cast: Cast) -> None:
    manager = cast["manager"]
    page = manager.page
    manager.follow("Record the contract")
    cast.look("manager", "application-contract")
    manager.field("Site code").fill(CODES[cast.language])
    manager.press("Record contract and create site")
    manager.follow("Record the opening check")
    cast.look("manager", "application-opening")
    for box in page.get_by_role("checkbox").all():
        box.check()
    manager.field("Opened on").fill(now().date().isoformat())
    manager.press("Record check and open site")
    page.wait_for_url(re.compile("/applications/[0-9a-f-]{36}$"))


def _certifies(cast: Cast, folder: Path) -> str:
    """The number of the certificate, from its printed sheet."""
    manager = cast["manager"]
    page = manager.page
    application = page.url
    manager.follow("Grant a certificate")
    cast.look("manager", "site-certification-none")
    manager.follow("Grant certificate")
    cast.look("manager", "certification-grant")
    page.get_by_label(manager.say("Certificate type")).select_option(index=1)
    manager.field("Reason for the change").fill("Opening check passed.")
    manager.press("Show the dates")
    manager.sees("Provisional until")
    manager.press("Grant certificate")
    page.wait_for_url(re.compile("/certification#"))
    cast.look("manager", "site-certification")
    with page.expect_download() as drawn:
        page.get_by_role("link", name=manager.say("Certificate"), exact=True).click()
    drawn.value.save_as(folder / "certificate.pdf")
    page.goto(application)
    manager.follow("Mark as certified")
    cast.look("manager", "application-certificate")
    manager.press("Mark as certified")
    manager.sees("The application has come to its end. There is nothing left to do.")
    _reads(cast, manager.say("Certified"))
    cast.look("applicant", "my-application-certified")
    return _printed(folder / "certificate.pdf")


def _printed(sheet: Path) -> str:
    text = "".join(each.extract_text() for each in PdfReader(sheet).pages)
    assert "Zhuhai Fenghuang Road" in text
    assert "珠海凤凰路" in text
    found = re.search(r"SM-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", text)
    assert found
    return found[0]


def _is_valid(cast: Cast, number: str) -> None:
    """Anyone may ask."""
    page = cast["applicant"].page
    page.context.clear_cookies()
    page.goto(f"/verify/{number}")
    expect(page.get_by_role("status")).to_contain_text("Valid")
    expect(page.get_by_role("status")).to_contain_text("有效")
    cast.look("applicant", "verify-valid")
