"""What the pages say in the story of an edition: of itself, of whoever reads it, of a site and of the network."""

import re
from datetime import date

from playwright.sync_api import Locator, Page

from tests.journeys.manual_cast import MANAGER, MANUAL, OPERATOR, Readers
from tests.journeys.stage import Visitor

HOME = f"/manuals/{MANUAL}"
TITLE = {"en": "Operating manual", "zh_CN": "操作手册"}
# What is new, by the language of the story and that of the manual.
SAID = {
    "en": {"en": "Whoever calls on a holiday is called back the day after.", "zh_CN": "节假日来电，次日回电。"},
    "zh_CN": {"en": "Whoever calls at night is called back before ten.", "zh_CN": "夜间来电，次日十点前回电。"},
}


def says(cast: Readers, visitor: Visitor, address: str) -> bool:
    """Whether the page of this address holds the new sentence, in the reader's language."""
    return SAID[cast.language][cast.language] in visitor.page.request.get(address).text()


def duty(cast: Readers, visitor: Visitor) -> Locator:
    """The line of the manual on somebody's own page."""
    link = visitor.page.get_by_role("link", name=TITLE[cast.language])
    return visitor.page.locator(".learning-list li").filter(has=link)


def card(page: Page) -> Locator:
    """The part of the page of a site that is about the manual."""
    return page.locator("section.card").filter(has=page.locator(f"h2 a[href*='{MANUAL}']"))


def sheets(operator: Visitor) -> Locator:
    return card(operator.page).get_by_role("link", name=operator.say("Signed sheet"), exact=True)


def figures(cast: Readers, on: date) -> list[int]:
    """Those on top of the coverage of the network: asked, taken note, still time, overdue."""
    page = cast[MANAGER].page
    page.goto(f"/manuals/coverage?on={on}&manual={MANUAL}")
    return [int(re.sub(r"\D", "", each)) for each in page.locator(".figure-value").all_inner_texts()]


def shares(cast: Readers, on: date) -> dict[str, str]:
    """How many of how many had taken note, by site, of those that the operator sees."""
    found = cast[OPERATOR].page.request.get(f"/api/v1/manuals/coverage?on={on}&manual={MANUAL}").json()
    return {line["site"]: line["manuals"][MANUAL] for line in found["items"]}


def states(cast: Readers, site: str, on: date) -> dict[str, bool]:
    """Whether each of a site had still to take note on a day, by name."""
    page = cast[OPERATOR].page
    page.goto(f"/sites/{site}/manuals?on={on}")
    waiting = cast[OPERATOR].say("To be taken note of")
    rows = card(page).locator("tbody tr").all()
    return {
        row.get_by_role("rowheader").inner_text().removesuffix(cast[OPERATOR].say("(no account)")).strip(): (
            waiting in row.inner_text()
        )
        for row in rows
    }
