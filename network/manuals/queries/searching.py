"""Searching the manuals in force: clauses that hold every word, in either language, with the place marked."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from network.foundation.access import Actor, Permission
from network.foundation.database import transaction
from network.manuals.markdown import to_text
from network.manuals.queries.editions import find_all_in_force
from network.manuals.schemas.editions import ClauseFound

MOST_FOUND = 50
MOST_WORDS = 8
_AROUND = 70


class Piece(NamedTuple):
    text: str
    hit: bool


class Hit(NamedTuple):
    """`title`, `snippet`: in the language in which it was found, in pieces."""

    found: ClauseFound
    title: list[Piece]
    snippet: list[Piece]


async def search_clauses(actor: Actor, query: str, day: date, language: str) -> list[Hit]:
    """Clauses in force on the day that hold every word of the query, at most 50: those in whose title it is first.

    A Chinese query is found wherever its signs stand together. The reader's language is looked at before the other.
    """
    actor.require(Permission.READ_MANUALS)
    words = query.lower().split()[:MOST_WORDS]
    if not words:
        return []
    async with transaction(actor, read_only=True):
        editions = await find_all_in_force(day)
    hits = [
        hit
        for edition in editions
        for number, clause in edition.document.numbered()
        if (hit := _hit(ClauseFound(edition.key, edition.title, edition.number, edition.effective_on or day, number,
                                    clause), words, language))
    ]  # fmt: skip
    return sorted(hits, key=lambda hit: not any(piece.hit for piece in hit.title))[:MOST_FOUND]


def _hit(found: ClauseFound, words: Sequence[str], language: str) -> Hit | None:
    other = "en" if language == "zh_CN" else "zh_CN"
    for code in (language, other):
        title, text = found.clause.title.in_language(code), found.clause.text.in_language(code)
        # Taking a text apart is dear: only where the words are at all.
        if all(word in f"{title} {text}".lower() for word in words):
            plain = to_text(text)
            if all(word in f"{title} {plain}".lower() for word in words):
                return Hit(found, marked(title, words), marked(_around(plain, words), words))
    return None


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """The text in pieces, those that are one of the words marked."""
    choice = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    parts = re.split(f"({choice})", text, flags=re.IGNORECASE)
    return [Piece(part, place % 2 == 1) for place, part in enumerate(parts) if part]


def _around(text: str, words: Sequence[str]) -> str:
    """A stretch of the text around the first of the words in it."""
    lowered = text.lower()
    places = [place for word in words if (place := lowered.find(word)) >= 0]
    begin = max(0, min(places, default=0) - _AROUND)
    end = begin + 2 * _AROUND + 60
    return ("… " if begin else "") + text[begin:end] + (" …" if end < len(text) else "")
