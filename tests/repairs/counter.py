"""Handing in files over HTTP, as a browser or a program does, and waiting for what comes of them."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from network.foundation.access import Role
from tests.served import Browse, Browser, MakePerson

ORDERS = "order_no,site,serial_no,received_at,ready_at,outcome\n"
GOOD = ORDERS + "A1,S1,X1,2026-01-02 10:00,2026-01-03 10:00,repaired\nA2,S1,X2,2026-01-02 11:00,,\n"
BAD = ORDERS + "A1,S1,X1,31/12/2026,,\nA2,NOWHERE,X2,2026-01-02 11:00,,\nA3,S1,X3,2026-01-02 11:00,,repaired\n"
PATIENCE = 30.0


@pytest.fixture(autouse=True)
def data_folder(shared_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files go to a folder of the tests' own, and at most 1 MB is taken."""
    monkeypatch.setenv("SERVICEMARK_DATA_DIR", str(shared_folder))
    monkeypatch.setenv("SERVICEMARK_UPLOAD_MEGABYTES", "1")
    return shared_folder


async def enter(browse: Browse, person: MakePerson, role: Role, **scope: Any) -> Browser:
    """The browser of a new person of this role who has signed in; its pages are in English."""
    email = f"{role.value}{len(str(scope))}@example.com"
    await person(email, role, **scope)
    browser = browse(headers={"accept-language": "en"})
    assert (await browser.sign_in(email)).status_code == 303
    return browser


async def hand_in(browser: Browser, content: str | bytes, name: str = "orders.csv", **form: Any) -> httpx.Response:
    """Send the form of /imports/new."""
    files = {"file": (name, content), **form.pop("files", {})}
    return await browser.post(
        "/imports", data={"kind": "orders", "_csrf": await browser.csrf(), **form}, files=files, timeout=PATIENCE
    )


async def handed_in(browser: Browser, content: str | bytes, **form: Any) -> dict[str, Any]:
    """The same for a file that is taken: what its preview says in the end."""
    answer = await hand_in(browser, content, **form)
    assert answer.status_code == 303, answer.text
    return await settled(browser, answer.headers["location"].rpartition("/")[2])


async def settled(browser: Browser, file: str) -> dict[str, Any]:
    """What the API says of a file when nobody works on it any more."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found: dict[str, Any] = (await browser.get(f"/api/v1/imports/{file}")).json()
            if found["state"] not in ("working", "importing"):
                return found
            await asyncio.sleep(0.05)


async def press(browser: Browser, address: str) -> httpx.Response:
    """Send a form without fields, such as a dialog's."""
    return await browser.post(address, data={"_csrf": await browser.csrf()})
