"""What was written freely in a visit, and what was decided about it. Inside a transaction of headquarters."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from network.audits.errors.filings import FilingNotFound
from network.audits.rules.answers import Answers
from network.audits.rules.checklists import ChecklistDocument
from network.audits.rules.redaction import Decided, free_texts, undecided_texts
from network.audits.schemas.answers import answers_of
from network.audits.schemas.checklists import kept_checklist
from network.foundation.database import fetch_row, fetch_value

_READ = """
select f.current, f.redactions, v.content, c.document
from filing f join filing_version v on v.filing = f.id and v.number = f.current join checklist c on c.id = f.checklist
where f.id = $1
"""
_WAITING = """
select count(*) from filing_photo p join filing f on f.id = p.filing and f.current = p.number
where f.id = $1 and p.redaction = 'waiting'
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A visit in force, read by its checklist: `texts` and `decided` by `text_key`."""

    number: int
    document: ChecklistDocument
    answers: Answers
    texts: Mapping[str, str]
    decided: Mapping[str, Decided]

    @property
    def undecided(self) -> list[str]:
        return undecided_texts(self.texts, self.decided)


async def written_in(filing: UUID) -> Written:
    """Raises FilingNotFound."""
    row = await fetch_row(_READ, filing)
    if row is None:
        raise FilingNotFound()
    return written(row["current"], row["document"], row["content"], row["redactions"])


def written(number: int, document: str, content: str, redactions: str) -> Written:
    """From the JSON texts as they are kept."""
    checklist = kept_checklist(document)
    answers = answers_of(checklist, json.loads(content)["answers"])
    return Written(number, checklist, answers, free_texts(checklist, answers), decisions(json.loads(redactions)))


def decisions(redactions: Mapping[str, Mapping[str, Any]]) -> dict[str, Decided]:
    """What was decided, from the column `redactions`."""
    return {key: Decided(each["text"], each["of"]) for key, each in redactions.items()}


async def undecided_of(filing: UUID) -> tuple[int, int]:
    """How many photos and texts of the version in force wait for a decision."""
    photos: int = await fetch_value(_WAITING, filing)
    return photos, len((await written_in(filing)).undecided)
