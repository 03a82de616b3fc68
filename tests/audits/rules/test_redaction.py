"""Whatever is hidden from a site, its copy is the same whatever was hidden: no pixel and no character of it is left."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from network.audits.rules.answers import Answer
from network.audits.rules.published import published_document
from network.audits.rules.redaction import Box, Decided, fingerprint, free_texts, read_by_site
from network.audits.rules.scoring import score
from network.audits.schemas.published import keep_published
from network.foundation.evidence.pictures import blacken, save
from tests.audits.rules.checklists import EVERY_TYPE
from tests.audits.rules.test_scoring import answers_to_it

# Around the eight pixels that JPEG packs together; the edges of a box fall between pixels more often than not.
sides = st.integers(1, 40)
percents = st.decimals(0, 100, places=2)
boxes = st.builds(Box, percents, percents, percents.filter(bool), percents.filter(bool))
noises = st.binary(min_size=1, max_size=64)

# What auditors write; and what the site reads instead, in letters that no auditor uses here.
secrets = st.text("秘密暗访é'\"<\\ \n", min_size=1, max_size=12).filter(str.strip)
told = st.text("told", max_size=12)


def _picture(width: int, height: int, noise: bytes) -> Image.Image:
    return Image.frombytes("RGB", (width, height), (noise * (width * height * 3))[: width * height * 3])


def _touched(boxes: Sequence[Box], width: int, height: int) -> Image.Image:
    """A mask of the pixels of which a box covers anything, reckoned one by one."""
    mask = Image.new("1", (width, height))
    for box in boxes:
        for x in range(width):
            for y in range(height):
                if _overlap(box.left, box.width, x, width) and _overlap(box.top, box.height, y, height):
                    mask.putpixel((x, y), 1)
    return mask


def _overlap(begin: Decimal, length: Decimal, place: int, size: int) -> bool:
    return begin * size < (place + 1) * 100 and (begin + length) * size > place * 100


def _copies(picture: Image.Image, boxes: Sequence[Box], folder: Path) -> tuple[bytes, bytes]:
    """The files that a site gets: the picture and its small one, as JPEG."""
    blacken(picture, [box.pixels(*picture.size) for box in boxes])
    whole, small = folder / "whole.jpg", folder / "small.jpg"
    save(picture, whole, max(picture.size))
    save(picture, small, max(1, max(picture.size) // 3))
    return whole.read_bytes(), small.read_bytes()


@settings(max_examples=60, deadline=None)
@given(sides, sides, st.lists(boxes, min_size=1, max_size=3), noises, noises)
def test_the_pictures_of_a_site_are_the_same_bytes_whatever_was_under_the_black(
    shared_folder: Path, width: int, height: int, marked: list[Box], shown: bytes, hidden: bytes
) -> None:
    one = _picture(width, height, shown)
    other = Image.composite(_picture(width, height, hidden), one, _touched(marked, width, height))
    assert _copies(one, marked, shared_folder) == _copies(other, marked, shared_folder)
    assert one.tobytes() == other.tobytes()


@settings(max_examples=60, deadline=None)  # the first answer in words reads the languages
@given(answers_to_it, st.data())
def test_what_a_site_reads_is_the_same_whatever_was_written_where_it_reads_something_else(
    answers: dict[str, Answer], data: st.DataObject
) -> None:
    told_of = data.draw(st.dictionaries(st.sampled_from(_KEYS), told))
    stale = data.draw(st.sets(st.sampled_from(_KEYS)))
    one, other = (_published(_with_texts(answers, data), told_of, stale) for _world in range(2))
    assert one == other


_WRITTEN = ("greeted", "smile", "why", "front")
_KEYS = [f"{question}.{part}" for question in _WRITTEN for part in ("answer", "reason", "note")]


def _with_texts(answers: dict[str, Answer], data: st.DataObject) -> dict[str, Answer]:
    """The same visit: a text is asked for, the greeting does not apply, and there is a note at each of these."""
    said = {**answers, "fault": Answer("sent"), "why": Answer(data.draw(secrets))}
    said["greeted"] = Answer(not_applicable=data.draw(secrets))
    return said | {key: replace(said.get(key, Answer()), note=data.draw(secrets)) for key in _WRITTEN}


def _published(answers: dict[str, Answer], told_of: dict[str, str], stale: set[str]) -> str:
    """What is kept for the site; `stale`: decided before the text was changed, so that nothing of it is read."""
    written = free_texts(EVERY_TYPE, answers)
    decided = {
        key: Decided(text, fingerprint("before" if key in stale else written[key]))
        for key, text in told_of.items()
        if key in written
    }
    assert {"greeted.reason", "greeted.note", "why.answer", "smile.note"} <= written.keys()
    texts = read_by_site(written, decided)
    return keep_published(published_document(EVERY_TYPE, answers, score(EVERY_TYPE, answers), texts))
