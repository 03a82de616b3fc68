"""What goes wrong in the field: cleared tablets, odd clocks, changed plans, a newer app in mid-visit.

Failure cases held here: an update in mid-visit (9), a checklist that was retired meanwhile (10), a tablet that was
cleared (12), a clock that jumps (13), an assignment that was taken back (16), a private window (24), and an answer that
the server refuses.
"""

import json
import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Route, expect

from network.foundation.clock import now
from tests.tablet.newer import upgradable
from tests.tablet.street import Street, Tablet, holding

pytestmark = pytest.mark.browser


def test_a_newer_app_waits_for_a_word_and_keeps_the_visit(browser: Browser, street: Street) -> None:
    with upgradable(street.address) as upgrade, holding(browser, upgrade.address) as tablet:
        tablet.sign_in()
        tablet.open()
        tablet.start(street.next_site())
        tablet.question("rings").get_by_role("button", name="It rings").click()
        tablet.answer("rings", "Busy")
        upgrade.done = True
        tablet.page.evaluate("navigator.serviceWorker.ready.then(found => found.update())")
        offer = tablet.page.locator(".update")
        expect(offer).to_be_visible()
        tablet.page.reload()
        expect(offer).to_be_visible()
        assert _caches(tablet) == 2
        offer.get_by_role("button", name="Update").click()
        expect(offer).to_be_hidden()
        tablet.go_offline()
        tablet.page.reload()
        expect(tablet.question("rings").get_by_role("radio", name="Busy")).to_be_checked()
        assert _caches(tablet) == 1


def _caches(tablet: Tablet) -> int:
    names: list[str] = tablet.page.evaluate("caches.keys()")
    return len([name for name in names if name.startswith("servicemark-tablet-")])


def test_a_visit_is_filed_whatever_was_changed_meanwhile(tablet: Tablet, street: Street) -> None:
    """Its checklist is retired, and no board names it any more: it counts. Taken back: it is kept for headquarters."""
    draft = tablet.queue(street.next_site())
    tablet.page.goto("/tablet#/")
    site = street.next_site()
    taken_back = tablet.queue(site)
    street.change("update checklist set state = 'retired', retired_at = now() where state = 'published'")
    street.change("update assignment set state = 'cancelled' where site = (select id from site where code = %s)", site)
    try:
        tablet.go_online()
        tablet.until(lambda: street.filed(draft) and street.filed(taken_back))
    finally:
        street.change("alter table checklist disable trigger checklist_frozen")
        street.change("update checklist set state = 'published', retired_at = null")
        street.change("alter table checklist enable always trigger checklist_frozen")
    assert (street.filed(draft)[0][0], street.filed(taken_back)[0][0]) == ("received", "quarantined")
    expect(tablet.page.locator(".ready")).to_contain_text("The server has all of it")


OLD = """async ([draft, begun]) => {
    const open = indexedDB.open("servicemark-tablet");
    const base = await new Promise(resolve => { open.onsuccess = () => resolve(open.result); });
    const change = base.transaction("drafts", "readwrite");
    const drafts = change.objectStore("drafts");
    const asked = drafts.get(draft);
    asked.onsuccess = () => drafts.put({ ...asked.result, started_at: begun });
    await new Promise(resolve => { change.oncomplete = resolve; });
    base.close();
}"""
CLEARED = """async () => {
    const open = indexedDB.open("servicemark-tablet");
    const base = await new Promise(resolve => { open.onsuccess = () => resolve(open.result); });
    const change = base.transaction("drafts", "readwrite");
    change.objectStore("drafts").clear();
    await new Promise(resolve => { change.oncomplete = resolve; });
    base.close();
}"""


def test_a_tablet_points_out_an_old_visit_and_that_it_was_cleared(tablet: Tablet, street: Street) -> None:
    draft = tablet.start(street.next_site())
    tablet.page.evaluate(OLD, [draft, (now() - timedelta(days=4)).isoformat()])
    tablet.page.goto("/tablet#/")
    expect(tablet.page.get_by_text("A visit here is older than 3 days.")).to_be_visible()
    tablet.page.evaluate(CLEARED)
    tablet.page.reload()
    expect(tablet.page.get_by_text("The browser has cleared what was kept")).to_be_visible()
    tablet.press("I have read this")
    expect(tablet.page.get_by_text("The browser has cleared what was kept")).to_have_count(0)


def test_a_clock_that_jumps_changes_neither_order_nor_measure(tablet: Tablet, street: Street) -> None:
    """A day ahead in the middle of the visit, while a timer runs."""
    draft = tablet.start(street.next_site())
    tablet.press("Next section")
    tablet.question("waited").get_by_role("button", name="Start").click()
    expect(tablet.question("waited").get_by_role("button", name="Stop")).to_be_visible()
    tablet.page.evaluate("{ const now = Date.now; Date.now = () => now() + 86400000; }")
    tablet.question("waited").get_by_role("button", name="Stop").click()
    field = tablet.page.locator("#answer-waited")
    expect(field).not_to_have_value("")
    assert float(field.input_value()) < 60
    tablet.answer("friendly", "5")
    events = tablet.draft(draft)["events"]
    assert [event["number"] for event in events] == list(range(1, len(events) + 1))
    moments = [event["milliseconds"] for event in events]
    assert moments == sorted(moments)


def test_what_the_server_refuses_comes_back_to_its_question(tablet: Tablet, street: Street) -> None:
    draft = tablet.queue(street.next_site())
    told = {
        "title": "Not valid",
        "status": 422,
        "detail": "Look again.",
        "fields": {"answers.quoted.value": "Too odd."},
    }
    headers = {"x-request-id": "1", "content-type": "application/problem+json"}

    def refuse(route: Route) -> None:
        if route.request.method == "PUT":
            route.fulfill(status=422, headers=headers, body=json.dumps(told))
        else:
            route.continue_()

    tablet.page.route(re.compile("/filings/"), refuse)
    tablet.go_online()
    expect(tablet.page.get_by_text("Too odd.")).to_be_visible()
    tablet.page.unroute_all()
    tablet.page.goto(f"/tablet#/visit/{draft}/2")
    expect(tablet.question("quoted").locator(".problem")).to_have_text("Too odd.")
    tablet.type("quoted", "181")
    tablet.submit()
    tablet.until(lambda: street.filed(draft))
    assert street.content(draft)["answers"]["quoted"]["value"] == "181"


def test_a_window_that_keeps_nothing_is_told_at_once(browser: Browser, street: Street) -> None:
    with holding(browser, street.address) as tablet:
        tablet.context.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('no'); };")
        tablet.sign_in()
        tablet.page.goto("/tablet")
        expect(tablet.page.get_by_role("heading", name="This window keeps nothing")).to_be_visible()


def test_nobody_but_an_auditor_is_given_the_app(browser: Browser, street: Street) -> None:
    with holding(browser, street.address) as tablet:
        tablet.page.goto("/tablet")
        assert "/login" in tablet.page.url
        answer = tablet.context.request.get("/tablet/worker.js")
        assert answer.headers["service-worker-allowed"] == "/tablet"
        assert answer.headers["content-type"].startswith("text/javascript")
        manifest = tablet.context.request.get("/tablet/manifest.webmanifest").json()
        assert (manifest["display"], manifest["scope"]) == ("standalone", "/tablet")
        for icon in manifest["icons"]:
            assert tablet.context.request.get(icon["src"]).ok
