"""A tablet over HTTP: signs in as an auditor, sends photos in pieces and files visits. And photos to send."""

import hashlib
import io
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from PIL import Image, ImageDraw

from network.foundation.access import Role
from network.foundation.clock import now
from tests.audits.visiting import Visitor, auditor
from tests.factory import Store
from tests.served import Browse, Browser, MakePerson

PIECE = 256 * 1024
AT_THE_DOOR = {"latitude": "31.23040", "longitude": "121.47370", "accuracy": 12, "mocked": False}


def scene(number: int = 1, form: str = "JPEG", size: tuple[int, int] = (640, 480), **options: Any) -> bytes:
    """A picture with something on it; every number another one."""
    picture = Image.new("RGB", size, (40 + number * 37 % 160, 90, 120))
    pen = ImageDraw.Draw(picture)
    for block in range(24):
        mixed = hashlib.sha256(bytes((number, block))).digest()
        x, y = mixed[0] * size[0] // 256, mixed[1] * size[1] // 256
        pen.rectangle((x, y, x + size[0] // 5, y + size[1] // 5), fill=(mixed[2], mixed[3], mixed[4]))
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Tablet:
    """One device of one auditor."""

    def __init__(self, browser: Browser, csrf: str) -> None:
        self.browser = browser
        self.csrf = csrf

    async def standing(self, digest: str) -> httpx.Response:
        return await self.browser.head(f"/api/v1/photos/{digest}")

    async def piece(self, digest: str, offset: int, length: int, content: bytes, **headers: str) -> httpx.Response:
        sent = {
            "content-type": "application/offset+octet-stream",
            "upload-offset": str(offset),
            "upload-length": str(length),
            "x-csrf-token": self.csrf,
        }
        return await self.browser.patch(f"/api/v1/photos/{digest}", content=content, headers=sent | headers)

    async def photo(self, content: bytes) -> str:
        """Send a photo as a tablet does; its hash."""
        digest = sha256(content)
        asked = await self.standing(digest)
        while asked.status_code not in (200, 201):
            offset = int(asked.headers["upload-offset"])
            asked = await self.piece(digest, offset, len(content), content[offset : offset + PIECE])
            assert asked.status_code in (201, 204), asked.text
        return digest

    async def file(
        self, assignment: UUID, filing: UUID, content: dict[str, Any] | bytes, **headers: str
    ) -> httpx.Response:
        """PUT with If-None-Match: *, unless a header says what it was made from (`if_match="\\"1\\""`)."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"x-csrf-token": self.csrf, **({} if "if-match" in given else {"if-none-match": "*"}), **given}
        path = f"/api/v1/assignments/{assignment}/filings/{filing}"
        if isinstance(content, bytes):
            return await self.browser.put(path, content=content, headers={"content-type": "application/json"} | sent)
        return await self.browser.put(path, json=content, headers=sent)


def visit(checklist: UUID, begun: datetime | None = None, **more: Any) -> dict[str, Any]:
    """What a tablet files of a visit that went well, an hour ago: the checklist is that of `visiting.document`."""
    start = begun or now() - timedelta(hours=2)
    return {
        "checklist": str(checklist),
        "started_at": start.isoformat(),
        "left_at": (start + timedelta(minutes=40)).isoformat(),
        "submitted_at": (start + timedelta(minutes=55)).isoformat(),
        "client_now": now().isoformat(),
        "answers": {"greeted": answer(True), "price": answer(True)},
        "photos": [],
        "events": [],
        "app": "1.0",
        "device": "tablet-1",
        **more,
    }


def answer(value: object = None, not_applicable: str | None = None, note: str = "") -> dict[str, Any]:
    return {"value": value, "not_applicable": not_applicable, "note": note}


def pictured(digest: str, content: bytes, question: str = "greeted", place: int = 1, **more: Any) -> dict[str, Any]:
    """How a visit lists a photo."""
    taken = (now() - timedelta(hours=1, minutes=50)).isoformat()
    known = {"question": question, "place": place, "sha256": digest, "size": len(content), "taken_at": taken}
    return {**known, **AT_THE_DOOR, **more}


MakeTablet = Callable[..., Awaitable[tuple[Visitor, Tablet]]]


@pytest.fixture
async def tablet(store: Store, browse: Browse, person: MakePerson) -> MakeTablet:
    """`visitor, tablet = await tablet("A-1")`: an enrolled auditor who is signed in."""

    async def make(code: str = "A-1") -> tuple[Visitor, Tablet]:
        email = f"{code.lower()}@example.com"
        account = await person(email, Role.AUDITOR)
        visitor = await auditor(store, code, account=account)
        browser = browse()
        assert (await browser.sign_in(email)).status_code == 303
        return visitor, Tablet(browser, await browser.csrf())

    return make


def new_filing() -> UUID:
    return uuid4()
