"""A tablet that was a week without a network.

Failure case held here: a hundred visits wait (19), and all of them arrive: once, in the order in which they were
submitted, whatever one of them meets.
"""

import json
import re
from datetime import timedelta

import pytest
from playwright.sync_api import Route, expect

from network.foundation.clock import now
from tests.tablet.street import Street, Tablet

pytestmark = pytest.mark.browser

WAITING = 100
BUSY, REFUSED = 3, 50

# One assignment like another, and one visit on the tablet like another.
ASSIGNMENTS = """
    insert into assignment select alike.* from assignment a, generate_series(2, %s) as number,
    jsonb_populate_record(a, jsonb_build_object('id', md5(a.id::text || number)::uuid)) as alike
    where a.id = %s returning id::text
"""
COPIES = """async ([like, visits]) => {
    const open = indexedDB.open("servicemark-tablet");
    const base = await new Promise(resolve => { open.onsuccess = () => resolve(open.result); });
    const change = base.transaction(["drafts", "photos"], "readwrite");
    const [drafts, photos] = [change.objectStore("drafts"), change.objectStore("photos")];
    const given = asked => new Promise(resolve => { asked.onsuccess = () => resolve(asked.result); });
    const draft = await given(drafts.get(like));
    const [photo] = await given(photos.index("draft").getAll(like));
    for (const [assignment, at] of visits) {
        const id = crypto.randomUUID();
        const times = { started_at: at, submitted_at: at, left_at: at, changed_at: at };
        drafts.put({ ...draft, ...times, id, assignment: { ...draft.assignment, id: assignment } });
        photos.put({ ...photo, id: crypto.randomUUID(), draft: id });
    }
    await new Promise(resolve => { change.oncomplete = resolve; });
    base.close();
}"""

WATCHED = """() => {
    window.drawn = 0;
    const observer = new MutationObserver(() => { window.drawn += 1; });
    observer.observe(document.querySelector(".app"), { childList: true });
}"""


def test_a_hundred_visits_of_a_week_arrive_once_and_in_their_order(tablet: Tablet, street: Street) -> None:
    """One finds the server busy: those behind it wait with it. One is refused: the others go past it."""
    last = tablet.queue(street.next_site())
    assignments = _more_assignments(street, tablet.draft(last)["assignment"]["id"])
    begun = now() - timedelta(days=7)
    times = [begun + timedelta(minutes=90 * number) for number in range(len(assignments))]
    tablet.page.evaluate(COPIES, [last, [(one, at.isoformat()) for one, at in zip(assignments, times, strict=True)]])
    tablet.page.goto("/tablet#/")
    expect(tablet.page.locator(".outbox")).to_contain_text(f"Visits waiting: {WAITING}")
    tablet.page.evaluate(WATCHED)
    tried: list[str] = []
    tablet.page.route(re.compile("/filings/"), lambda route: _pass(route, tried))
    tablet.go_online()
    expect(tablet.page.locator(".outbox")).to_have_text("Nothing waits to be sent", timeout=120_000)

    order = [*assignments, tablet.draft(last)["assignment"]["id"]]
    assert tried == [*order[: BUSY + 1], *order[BUSY:]]
    arrived = street.rows(
        "select assignment::text from filing where assignment = any(%s::uuid[]) order by received_at", order
    )
    assert [assignment for (assignment,) in arrived] == order[:REFUSED] + order[REFUSED + 1 :]
    expect(tablet.page.get_by_text("Not taken: look at it")).to_have_count(1)
    assert tablet.page.evaluate("drawn") < WAITING, "a long list is not drawn anew for each visit that is sent"


def _more_assignments(street: Street, like: str) -> list[str]:
    return [identity for (identity,) in street.rows(ASSIGNMENTS, WAITING, like)]


def _pass(route: Route, tried: list[str]) -> None:
    """On to the server, but for one that is told to come again in a second, and one that is told to be wrong."""
    tried.append(route.request.url.split("/assignments/")[1].split("/")[0])
    problem = {"x-request-id": "1", "content-type": "application/problem+json"}
    if len(tried) == BUSY + 1:
        route.fulfill(status=503, headers={**problem, "retry-after": "1"}, body="{}")
    elif len(tried) == REFUSED + 2:
        told = {"detail": "Look again.", "fields": {"answers.quoted.value": "Too odd."}}
        route.fulfill(status=422, headers=problem, body=json.dumps(told))
    else:
        route.continue_()
