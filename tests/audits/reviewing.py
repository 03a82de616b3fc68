"""Visits that were filed, in any state of their review, for tests of what becomes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from network.audits.commands.filing import file_visit
from network.audits.commands.photos import receive_piece
from network.audits.commands.publishing import publish_due
from network.audits.commands.redacting import decide_photo, decide_texts
from network.audits.commands.reviewing import move_visit
from network.audits.queries.visit import visit_detail
from network.audits.rules.assignments import FilingState
from network.audits.rules.redaction import Redaction
from network.audits.schemas.filings import FilingIn
from network.audits.schemas.photos import Piece
from network.audits.schemas.visits import MoveIn, PhotoDecisionIn, VisitDetail, VisitTextsIn
from network.foundation.access import Actor, Role
from tests.audits.tablet import answer, pictured, sha256, visit
from tests.audits.visiting import Visitor, assigned
from tests.factory import NOW, Store

REVIEWER = Actor(Role.HQ_ADMINISTRATOR, "Rui", None, None)
EMBARGO = timedelta(days=10, seconds=1)


@dataclass
class Desk:
    """A store of visits and files, and somebody who reviews. `at`: when everything is filed and decided."""

    store: Store
    folder: Path
    actor: Actor = REVIEWER
    at: datetime = NOW
    sent: list[bytes] = field(default_factory=list)

    async def filed(
        self, site: int, visitor: Visitor, photos: Sequence[bytes] = (), assignment: UUID | None = None, **content: Any
    ) -> UUID:
        """A visit as it was filed an hour after it ended; its id."""
        planned = assignment or await assigned(self.store, site, visitor)
        checklist = await self.store.value("select checklist from assignment where id = $1", planned)
        listed = [pictured(await self.photo(visitor, each), each, place=n) for n, each in enumerate(photos, start=1)]
        begun = self.at - timedelta(hours=2)
        whole = visit(checklist, begun, client_now=self.at.isoformat(), photos=listed, **content)
        filing = uuid4()
        await file_visit(visitor.actor, planned, filing, FilingIn.model_validate(whole), None, self.at)
        return filing

    async def photo(self, visitor: Visitor, content: bytes) -> str:
        digest = sha256(content)
        piece = Piece(offset=0, length=len(content), content=content)
        await receive_piece(visitor.actor, digest, piece, self.folder, self.at)
        return digest

    async def seen(self, filing: UUID) -> VisitDetail:
        return await visit_detail(self.actor, filing, self.at)

    async def move(self, filing: UUID, to: FilingState, reason: str = "", actor: Actor | None = None) -> None:
        version = await self.store.value("select version from filing where id = $1", filing)
        move = MoveIn(to=to, reason=reason, version=version)
        await move_visit(actor or self.actor, filing, move, self.at)

    async def taken_up(self, site: int, visitor: Visitor, **more: Any) -> UUID:
        filing = await self.filed(site, visitor, **more)
        await self.move(filing, FilingState.IN_REVIEW)
        return filing

    async def cleared(self, filing: UUID, texts: str | None = None) -> None:
        """Nothing is hidden; `texts`: what the site reads in place of each."""
        found = await self.seen(filing)
        for photo in found.photos:
            await decide_photo(self.actor, filing, photo.id, PhotoDecisionIn(decision=Redaction.CLEAR), self.folder)
        told = dict.fromkeys(found.undecided, "as it is" if texts is None else texts)
        await decide_texts(self.actor, filing, VisitTextsIn(number=found.current, texts=told))

    async def approved(self, site: int, visitor: Visitor, **more: Any) -> UUID:
        filing = await self.taken_up(site, visitor, **more)
        await self.cleared(filing)
        await self.move(filing, FilingState.APPROVED)
        return filing

    async def published(self, site: int, visitor: Visitor, **more: Any) -> UUID:
        """The id of the audit that its site reads."""
        filing = await self.approved(site, visitor, **more)
        await publish_due(self.actor, self.at + EMBARGO)
        return UUID(str(await self.store.value("select audit from audit_source where filing = $1", filing)))


FAILED = {"greeted": answer(True), "price": answer(False, note="Asked 50 for what is free")}
