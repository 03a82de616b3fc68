"""A quarter is computed by a worker: asked for on the page, watched there, and told what came of it."""

import asyncio
from datetime import datetime
from uuid import UUID

import pytest

from network.foundation.access import Role
from network.foundation.errors import Forbidden
from network.foundation.jobs.worker import working
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.scorecards.commands.requests import JOB, ask_to_compute, compute_requested
from network.scorecards.commands.runs import publish
from network.scorecards.errors import AlreadyPublished, NoSites, SchemeNotFound
from network.scorecards.errors_requests import BeingComputed, RequestNotFound
from network.scorecards.jobs import jobs
from network.scorecards.pages import runs as run_pages
from network.scorecards.queries.requests import request_after, run_request
from tests.factory import HQ, NOW, Store, manager, operator
from tests.repairs.counter import enter
from tests.scorecards.season import AFTER_Q4, Q3, Q4
from tests.served import Browse, Browser, MakePerson, text_of

RUNS = "/scorecards/runs"
SCHEME = "repairs-only"
NEVER = UUID(int=0)


async def work_off(store: Store, at: datetime) -> None:
    """What a worker does with the next request, as soon as there is one."""
    while True:
        request = await store.value("select id from run_request where ended_at is null")
        if request:
            return await compute_requested(request, at)
        await asyncio.sleep(0.02)


@pytest.fixture
async def hq(browse: Browse, person: MakePerson, season: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Waits for no worker."""
    monkeypatch.setattr(run_pages, "now", lambda: AFTER_Q4)
    monkeypatch.setattr(run_pages, "PATIENCE_SECONDS", 0.0)
    return await enter(browse, person, Role.HQ_MANAGER)


async def test_who_asks_sees_it_go_on_and_is_told_when_it_is_done(hq: Browser, store: Store) -> None:
    form = {"_csrf": await hq.csrf(), "quarter": "2026Q4", "scheme": f"{SCHEME} 1"}
    asked = (await hq.post(RUNS, data=form)).headers["location"]
    request = await store.value("select id from run_request")
    assert asked == f"{RUNS}?asked={request}"
    page = await hq.get(asked)
    assert "Q4 2026 is being computed" in text_of(page)
    assert "Waits for a worker to take it." in text_of(page)
    progress = f"{RUNS}/asked/{request}/progress"
    assert f'hx-get="{progress}"' in page.text
    assert (await hq.get(progress)).status_code == 200
    await work_off(store, AFTER_Q4)
    done = (await hq.get(progress)).headers["hx-redirect"]
    assert done == f"{RUNS}?done=2026Q4&changed=0"
    assert "Q4 2026 is computed: 1 sites are rated." in text_of(await hq.get(done))
    [run] = await store.rows(
        "select computed_by, computer is not null as known from scorecard_run where period='2026Q4'"
    )
    assert (run["computed_by"], run["known"]) == ("Hua Zhang", True)
    assert "is being computed" not in text_of(await hq.get(asked))


async def test_a_worker_of_the_queue_does_it(season: dict[str, int], store: Store) -> None:
    request = await ask_to_compute(HQ, Q4, SCHEME, AFTER_Q4)
    async with working(jobs(Settings()), look_seconds=1):
        found = await request_after(HQ, request, 30)
    assert (found.ended_at is not None, found.refusal, found.changed) == (True, {}, 0)
    told = await store.value("select count(*) from trail_event where action = 'scorecards.computation_asked'")
    assert told == 1


async def test_asked_for_twice_it_is_done_once(season: dict[str, int], store: Store) -> None:
    asked = await asyncio.gather(*(ask_to_compute(HQ, Q4, SCHEME, AFTER_Q4) for _time in range(3)))
    assert len(set(asked)) == 1
    with pytest.raises(BeingComputed):
        await ask_to_compute(HQ, Q4, "authorized-site", AFTER_Q4)
    queued = await store.rows("select args->>'asked_by' as by from jobs.procrastinate_jobs where task_name = $1", JOB)
    assert [row["by"] for row in queued] == [HQ.name]
    await asyncio.gather(*(compute_requested(asked[0], AFTER_Q4) for _worker in range(2)))
    assert (await run_request(HQ, asked[0])).ended_at == AFTER_Q4
    assert await ask_to_compute(HQ, Q4, SCHEME, AFTER_Q4) != asked[0]


async def test_what_only_the_worker_could_know_is_told_in_the_readers_language(hq: Browser, store: Store) -> None:
    request = await ask_to_compute(HQ, Q4, SCHEME, AFTER_Q4)
    await publish(HQ, Q4, AFTER_Q4)
    await compute_requested(request, AFTER_Q4)
    found = await run_request(HQ, request)
    assert set(found.refusal) == {"en", "zh_CN"}
    assert (await hq.get(f"{RUNS}/asked/{request}/progress")).headers["hx-redirect"] == f"{RUNS}?asked={request}"
    shown = text_of(await hq.get(f"{RUNS}?asked={request}"))
    assert found.refusal["en"] in shown
    assert "Published scorecards are never computed again" in shown
    assert await store.value("select state from scorecard_run where period = '2026Q4'") == "published"


async def test_what_can_be_known_before_is_refused_and_makes_no_job(season: dict[str, int], store: Store) -> None:
    await store.root.execute("update site set opened_on = '2020-01-01'")
    for period, scheme, refusal in (
        (Q3, SCHEME, AlreadyPublished),
        (Q4, "no-such", SchemeNotFound),
        (Quarter(1950, 1), SCHEME, NoSites),
    ):
        with pytest.raises(refusal):
            await ask_to_compute(HQ, period, scheme, AFTER_Q4)
    for nobody in (manager(season["S1"]), operator(season["S1"])):
        with pytest.raises(Forbidden):
            await ask_to_compute(nobody, Q4, SCHEME, NOW)
        with pytest.raises(Forbidden):
            await run_request(nobody, NEVER)
    with pytest.raises(RequestNotFound):
        await run_request(HQ, NEVER)
    assert await store.value("select count(*) from run_request") == 0
