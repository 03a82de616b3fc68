"""The page of jobs: what waits, runs, failed and was done; tried again and called off by administrators alone."""

import asyncio

import pytest

from network.foundation.access import Role
from network.foundation.database import behind_the_scenes
from network.foundation.errors import Conflict
from network.foundation.i18n import lazy
from network.foundation.jobs.queue import enqueue
from network.foundation.jobs.worker import working
from tests.factory import Store
from tests.repairs.conftest import store
from tests.served import Browse, Browser, MakePerson, app, browse, person

__all__ = ["app", "browse", "person", "store"]

JOBS = "/api/v1/jobs"


class NotNow(Conflict):
    code = "not_now"
    message = lazy("The database is not answering. Nothing was changed; try again in a moment.")


@pytest.fixture
async def administrator(browse: Browse, person: MakePerson) -> Browser:
    await person("hua@example.com")
    browser = browse()
    await browser.sign_in("hua@example.com")
    return browser


async def asked(*tasks: str) -> None:
    async with behind_the_scenes():
        for task in tasks:
            await enqueue(task, {"asked_by": "Hua Zhang"} if task == "print_chunk" else {})


async def send(browser: Browser, path: str) -> int:
    answer = await browser.post(f"{JOBS}/{path}", headers={"x-csrf-token": await browser.csrf()})
    return answer.status_code


async def test_an_administrator_sees_what_failed_and_why_and_tries_it_again(
    administrator: Browser, store: Store
) -> None:
    failing = True
    done: asyncio.Queue[str] = asyncio.Queue()

    async def print_chunk() -> None:
        if failing:
            raise NotNow()
        await done.put("printed")

    await asked("print_chunk")
    async with asyncio.timeout(30), working({"print_chunk": print_chunk}, look_seconds=0.2):
        while not (told := (await administrator.get(JOBS)).json()["jobs"])[0]["error"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        failing = False
        assert (told[0]["label"], told[0]["asked_by"]) == ("Print scorecards", "Hua Zhang")
        shown = (await administrator.get("/jobs")).text
        assert "The database is not answering" in shown
        assert "Try again now" in shown
        while await send(administrator, f"{told[0]['id']}/retry") == 409:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        assert await done.get() == "printed"
        while (told := (await administrator.get(f"{JOBS}?status=done")).json()["jobs"]) == []:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert told[0]["error"] == ""
    assert await store.value("select count(*) from trail_event where action = 'job.tried_again'") == 1


async def test_a_job_that_waits_is_called_off_and_no_other(administrator: Browser, store: Store) -> None:
    await asked("mail", "mail")
    first, second = [job["id"] for job in (await administrator.get(f"{JOBS}?status=waiting")).json()["jobs"]]
    assert await send(administrator, f"{first}/cancel") == 204
    assert await send(administrator, f"{first}/cancel") == 409
    await store.root.execute("set search_path to jobs, public")
    await store.root.execute("update procrastinate_jobs set status = 'doing' where id = $1", second)
    assert await send(administrator, f"{second}/cancel") == 409
    assert await send(administrator, f"{second}/retry") == 409
    states = {job["id"]: job["state"] for job in (await administrator.get(JOBS)).json()["jobs"]}
    assert states == {first: "cancelled", second: "running"}
    assert "Cancelled" in (await administrator.get("/jobs?status=cancelled")).text


async def test_jobs_are_read_page_by_page_and_by_state(administrator: Browser, store: Store) -> None:
    await asked(*["mail"] * 27)
    pages = [(await administrator.get(f"{JOBS}?status=waiting&size=25&page={page}")).json() for page in (1, 2, 9)]
    assert [(len(page["jobs"]), page["page"], page["total"]) for page in pages] == [(25, 1, 27), (2, 2, 27), (2, 2, 27)]
    assert len({job["id"] for page in pages for job in page["jobs"]}) == 27
    assert (await administrator.get(f"{JOBS}?page=0")).status_code == 422
    shown = (await administrator.get("/jobs?status=waiting&size=25")).text
    assert "1–25 of 27" in shown
    assert "status=waiting&amp;size=25&amp;page=2" in shown
    assert "26–27 of 27" in (await administrator.get("/jobs?size=25&page=99")).text
    assert "No such job" in (await administrator.get("/jobs?status=failed")).text


@pytest.mark.parametrize("job", ["0", "-1", "99999999999999999999999", "5"])
async def test_a_job_that_never_was_has_moved_on(job: str, administrator: Browser) -> None:
    assert await send(administrator, f"{job}/retry") == 409


@pytest.mark.parametrize("role", [Role.HQ_MANAGER, Role.EXECUTIVE])
async def test_nobody_but_an_administrator_sees_the_jobs(role: Role, browse: Browse, person: MakePerson) -> None:
    await person("other@example.com", role)
    browser = browse()
    await browser.sign_in("other@example.com")
    assert (await browser.get(JOBS)).status_code == 403
    assert (await browser.get("/jobs")).status_code == 403
