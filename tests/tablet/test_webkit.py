"""The tablet app in WebKit, which is what an iPad runs: a visit is begun in it, and found again offline."""

from pathlib import Path

import pytest

from tests.served import PASSWORD
from tests.tablet.newer import upgradable
from tests.tablet.street import AUDITORS, Street
from tests.tablet.webkit import MISSING, PACKAGES, webkit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(MISSING, reason=f"NO WEBKIT: the tablet app was not tried in it. apt-get install {PACKAGES}"),
]


def test_a_visit_that_was_begun_is_there_again_without_a_network(street: Street, tmp_path: Path) -> None:
    site = street.next_site()
    with upgradable(street.address) as line, webkit(tmp_path) as tablet:
        tablet.open(f"{line.address}/login?next=/tablet")
        tablet.type("//input[@name='email']", AUDITORS[0])
        tablet.type("//input[@name='password']", PASSWORD)
        tablet.click("//form//button[@type='submit']")
        tablet.click(f"//article[contains(., '{site}')]//button[contains(., 'Start visit')]")
        tablet.click("//button[contains(., 'It rings')]")
        tablet.click("//input[@id='answer-rings-busy']")
        tablet.until("document.querySelector('.saved').textContent === 'Saved'")
        tablet.until("navigator.serviceWorker.controller !== null")
        line.gone = True
        tablet.reload()
        tablet.until("document.querySelector('#answer-rings-busy')?.checked")
        tablet.until("document.querySelector('.outbox').textContent.includes('No network')")
        tablet.until("document.querySelector('#question-rings output').textContent.startsWith('1 rings')")
