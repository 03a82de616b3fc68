"""Tablets as the server meets them: photos first in pieces, then the visit, over lines that break; sometimes
twice, in the wrong order, or from two devices. What each was answered is kept, for a checker to hold against it.
"""

import asyncio
import hashlib
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import httpx
from PIL import Image

from tests.faults.lines import Line
from tests.faults.visiting import Visiting

# Of a visit: one in so many has photos; is sent without them first; is sent again later; comes from a second device as
# well; is filed by it under another id; and is followed by other content under its id.
PICTURED, HASTY, REPEATED, TWICE, SECOND, OTHER = 5, 3, 6, 8, 20, 12
PIECES = (4_000, 60_000)
SIDE = (160, 200)


@dataclass
class Journal:
    """What tablets were told. `receipts`: filing -> the receipt; `sent`: filing -> SHA-256 of what it must hold."""

    sent: dict[UUID, str] = field(default_factory=dict)
    assignments: dict[UUID, UUID] = field(default_factory=dict)
    photos: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    receipts: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    pictured: list[float] = field(default_factory=list)
    repeats: int = 0
    contradictions: int = 0
    pieces: int = 0
    faults: Counter[str] = field(default_factory=Counter)


class Tablet:
    """An auditor's device, with a second one beside it; files a visit after the other within `span` seconds."""

    def __init__(
        self,
        number: int,
        address: str,
        who: Visiting,
        checklist: UUID,
        journal: Journal,
        pauses: tuple[float, float],
    ) -> None:
        self.lot = Random(number)
        self.who = who
        self.checklist = checklist
        self.journal = journal
        self.lines = [Line(address, who.session, self.lot, journal.faults, pauses) for _device in range(2)]

    async def work(self, span: float) -> None:
        moments = sorted(self.lot.uniform(0, span) for _visit in self.who.assignments)
        begun = asyncio.get_running_loop().time()
        try:
            for moment, assignment in zip(moments, self.who.assignments, strict=True):
                await asyncio.sleep(max(begun + moment - asyncio.get_running_loop().time(), 0))
                await self._visit(assignment)
        finally:
            for line in self.lines:
                await line.close()

    async def _visit(self, assignment: UUID) -> None:
        photos = [self._scene() for _photo in range(self.lot.randint(1, 2))] if self._drawn(PICTURED) else []
        filing, content = self._id(), self._content(photos)
        self._note(filing, assignment, content)
        if photos and self._drawn(HASTY):
            await self._too_early(assignment, filing, content)
        for photo in photos:
            await self._photo(self.lines[0], photo)
        devices = self.lines if self._drawn(TWICE) else self.lines[:1]
        await asyncio.gather(*(self._put(line, assignment, filing, content) for line in devices))
        if self._drawn(REPEATED):
            await self._put(self.lines[0], assignment, filing, content)
        if self._drawn(OTHER):
            await self._contradict(assignment, filing, content)
        if self._drawn(SECOND):
            second, other = self._id(), {**content, "device": "tablet-2"}
            self._note(second, assignment, other)
            await self._put(self.lines[1], assignment, second, other)

    async def _put(self, line: Line, assignment: UUID, filing: UUID, content: dict[str, Any]) -> None:
        answer, seconds = await self._sent(line, assignment, filing, content)
        assert answer.status_code in (200, 201, 202), answer.text
        receipt = answer.json()
        assert receipt["sha256"] == self.journal.sent[filing], "the server keeps something else than was sent"
        assert tuple(receipt["photos"]) == self.journal.photos[filing]
        before = self.journal.receipts.setdefault(filing, receipt)
        assert {**before, "state": ""} == {**receipt, "state": ""}, "two receipts of the same visit differ"
        self.journal.repeats += answer.status_code == 200
        (self.journal.pictured if content["photos"] else self.journal.seconds).append(seconds)

    async def _too_early(self, assignment: UUID, filing: UUID, content: dict[str, Any]) -> None:
        answer, _seconds = await self._sent(self.lines[0], assignment, filing, content)
        assert answer.status_code == 409, answer.text
        assert sorted(answer.json()["missing"]) == list(self.journal.photos[filing])

    async def _contradict(self, assignment: UUID, filing: UUID, content: dict[str, Any]) -> None:
        other = {**content, "answers": {**content["answers"], "remark": answered("Something else.")}}
        answer, _seconds = await self._sent(self.lines[1], assignment, filing, other)
        assert answer.status_code == 409, answer.text
        self.journal.contradictions += 1

    async def _sent(
        self, line: Line, assignment: UUID, filing: UUID, content: dict[str, Any]
    ) -> tuple[httpx.Response, float]:
        path = f"/api/v1/assignments/{assignment}/filings/{filing}"
        sent = json.dumps({**content, "client_now": written(datetime.now(UTC)), "app": "1.0"}).encode()
        return await line.ask("PUT", path, sent, {"content-type": "application/json", "if-none-match": "*"})

    async def _photo(self, line: Line, photo: bytes) -> None:
        """In pieces of any size, now and then one that is not the next."""
        digest = hashlib.sha256(photo).hexdigest()
        standing, _seconds = await line.ask("HEAD", f"/api/v1/photos/{digest}")
        while standing.status_code not in (200, 201):
            assert standing.status_code in (404, 204, 409), standing.text
            offset = int(standing.headers["upload-offset"])
            begin = self.lot.randrange(len(photo)) if self._drawn(6) else offset
            piece = photo[begin : begin + self.lot.randint(*PIECES)]
            headers = {
                "content-type": "application/offset+octet-stream",
                "upload-offset": str(begin),
                "upload-length": str(len(photo)),
            }
            standing, _seconds = await line.ask("PATCH", f"/api/v1/photos/{digest}", piece, headers)
            self.journal.pieces += 1

    def _content(self, photos: Sequence[bytes]) -> dict[str, Any]:
        """A visit that ended an hour ago, as the server keeps it: nothing in it is left to interpretation."""
        begun = datetime.now(UTC) - timedelta(minutes=self.lot.randint(100, 600))
        at_the_door = {"latitude": "31.23040", "longitude": "121.47370", "accuracy": "12", "mocked": False}
        return {
            "checklist": str(self.checklist),
            "started_at": written(begun),
            "left_at": written(begun + timedelta(minutes=40)),
            "submitted_at": written(begun + timedelta(minutes=55)),
            "answers": {
                "greeted": answered(self.lot.random() < 0.9 or not photos),
                "price": answered(self.lot.random() < 0.8),
                "remark": answered(f"Remark {self.lot.random()}"),
            },
            "photos": [
                {"question": "greeted", "place": place, "sha256": hashlib.sha256(photo).hexdigest()}
                | {"size": len(photo), "taken_at": written(begun + timedelta(minutes=5)), **at_the_door}
                for place, photo in enumerate(photos, start=1)
            ],
            "events": [{"at": second * 7, "what": "answered", "question": "greeted"} for second in range(5)],
            "device": "tablet-1",
        }

    def _note(self, filing: UUID, assignment: UUID, content: dict[str, Any]) -> None:
        self.journal.sent[filing] = fingerprint(content)
        self.journal.assignments[filing] = assignment
        self.journal.photos[filing] = tuple(sorted({photo["sha256"] for photo in content["photos"]}))

    def _scene(self) -> bytes:
        """A photo of noise: like no other, and hard to make small."""
        side = self.lot.randint(*SIDE)
        target = io.BytesIO()
        Image.frombytes("RGB", (side, side), self.lot.randbytes(side * side * 3)).save(target, "JPEG", quality=85)
        return target.getvalue()

    def _id(self) -> UUID:
        return UUID(bytes=self.lot.randbytes(16), version=4)

    def _drawn(self, one_in: int) -> bool:
        return self.lot.random() < 1 / one_in


def answered(value: object) -> dict[str, Any]:
    return {"value": value, "not_applicable": None, "note": ""}


def written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def fingerprint(content: dict[str, Any]) -> str:
    """Of the one JSON text of a visit, with nothing set aside; worked out here, not by the program."""
    text = json.dumps({**content, "dropped": {}}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
