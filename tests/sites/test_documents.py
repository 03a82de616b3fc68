"""Documents of a site's file: which holds, who adds and takes out, what a file may be."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.access import Actor, Permission
from network.foundation.errors import Forbidden
from network.foundation.evidence.errors import EvidenceRefused, EvidenceTooLarge
from network.foundation.evidence.kinds import Kind
from network.sites.commands.documents import add_document, remove_document
from network.sites.errors.site_files import BadSiteFile, BindingDocument, SiteDocumentNotFound
from network.sites.errors.sites import SiteNotFound
from network.sites.queries.documents import document_file, list_documents
from network.sites.rules.documents import DocumentKind, DocumentStage, in_force, stages
from network.sites.schemas.documents import DocumentIn
from network.web.uploads import SentFile
from tests.factory import HQ, Store
from tests.foundation.evidence import corpus
from tests.sites.files import NOW, District, settle

TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Paper:
    kind: DocumentKind = DocumentKind.LICENCE
    title: str = "Licence"
    valid_from: date | None = None
    valid_to: date | None = None
    added_on: date = TODAY


def stage_of(*papers: Paper) -> list[DocumentStage]:
    return [stage for _paper, stage in stages(papers, TODAY)]


S = DocumentStage


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ((Paper(),), [S.IN_FORCE]),
        ((Paper(added_on=TODAY + timedelta(days=1)),), [S.COMING]),
        ((Paper(valid_from=TODAY + timedelta(days=1)),), [S.COMING]),
        ((Paper(valid_to=TODAY),), [S.ENDING]),
        ((Paper(valid_to=TODAY + timedelta(days=59)),), [S.ENDING]),
        ((Paper(valid_to=TODAY + timedelta(days=60)),), [S.IN_FORCE]),
        ((Paper(valid_to=TODAY - timedelta(days=1)),), [S.EXPIRED]),
        ((Paper(title="A b"), Paper(title=" a  B")), [S.REPLACED, S.IN_FORCE]),
        ((Paper(title="A"), Paper(title="B")), [S.IN_FORCE, S.IN_FORCE]),
        ((Paper(), Paper(valid_from=date(2020, 1, 1))), [S.IN_FORCE, S.REPLACED]),
        ((Paper(), Paper(valid_from=TODAY + timedelta(days=1))), [S.IN_FORCE, S.COMING]),
        (
            (Paper(DocumentKind.PRICE_LIST, "2025"), Paper(DocumentKind.PRICE_LIST, "2026")),
            [S.REPLACED, S.IN_FORCE],
        ),
        ((Paper(), Paper(valid_to=TODAY - timedelta(days=1))), [S.REPLACED, S.EXPIRED]),
    ],
)
def test_a_document_holds_until_it_ends_or_another_takes_its_place(
    papers: tuple[Paper, ...], expected: list[DocumentStage]
) -> None:
    assert stage_of(*papers) == expected


days = st.integers(-40, 40).map(lambda number: TODAY + timedelta(days=number))


@given(st.lists(st.builds(Paper, title=st.sampled_from("AB"), valid_from=st.none() | days, added_on=days), max_size=6))
def test_of_one_title_at_most_one_is_in_force(papers: list[Paper]) -> None:
    holding = [paper.title for paper in in_force(papers, TODAY)]
    begun = {paper.title for paper in papers if (paper.valid_from or paper.added_on) <= TODAY}
    assert sorted(holding) == sorted(begun)


@pytest.fixture
async def district(store: Store) -> District:
    return await settle(store)


async def add(
    actor: Actor,
    folder: Path,
    content: bytes = corpus.PDF,
    name: str = "scan.pdf",
    code: str = "SH1",
    at: datetime = NOW,
    **said: Any,
) -> Any:
    async def blocks() -> AsyncIterator[bytes]:
        yield content

    wanted = DocumentIn.read({"kind": "licence", "title": "Licence", **said})
    return await add_document(actor, code, wanted, SentFile(name, blocks()), folder, 1, at)


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_document_is_kept_shown_and_taken_out(district: District, store: Store, tmp_path: Path) -> None:
    photo = await add(district.operator, tmp_path, corpus.talkative("PNG"), "front.png", title="Front")
    later = NOW.replace(hour=13)
    said: dict[str, Any] = {"kind": "contract", "version": "2025/14", "valid_from": "2025-05-01"}
    await add(HQ, tmp_path, at=later, **said)
    first, second = await list_documents(district.operator, "SH1")
    assert (first.file_kind, first.added_by, first.added_on) == (Kind.PHOTO, "Ou", TODAY)
    assert (second.kind, second.version, second.file_kind) == (DocumentKind.CONTRACT, "2025/14", Kind.PDF)
    assert (await document_file(district.east, "SH1", photo)).thumbnail_sha256
    with pytest.raises(Forbidden):
        await remove_document(district.operator, "SH1", photo, NOW)
    await remove_document(district.east, "SH1", photo, NOW)
    with pytest.raises(SiteDocumentNotFound):
        await remove_document(district.east, "SH1", photo, NOW)
    with pytest.raises(SiteDocumentNotFound):
        await document_file(HQ, "SH1", photo)
    assert [each.id for each in await list_documents(HQ, "SH1")] == [second.id]
    told = await store.rows("select action from trail_event order by sequence")
    assert [row["action"] for row in told] == ["document.added", "document.added", "document.removed"]


@pytest.mark.parametrize("kind", ["contract", "price_list"])
async def test_what_binds_headquarters_is_not_the_operators_to_add(
    district: District, tmp_path: Path, kind: str
) -> None:
    with pytest.raises(BindingDocument):
        await add(district.operator, tmp_path, kind=kind)
    await add(district.east, tmp_path, kind=kind)


async def test_what_is_no_document_leaves_nothing_behind(district: District, tmp_path: Path) -> None:
    with pytest.raises(BadSiteFile):
        await add(HQ, tmp_path, valid_from="2026-02-01", valid_to="2026-01-31")
    with pytest.raises(BadSiteFile):
        await add(HQ, tmp_path, title=" ")
    with pytest.raises(EvidenceRefused):
        await add(HQ, tmp_path, b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.svg")
    with pytest.raises(EvidenceTooLarge):
        await add(HQ, tmp_path, b"%PDF-1.7" + b"x" * (1 << 20), "large.pdf")
    assert await list_documents(HQ, "SH1") == []
    assert left_in(tmp_path) == []


async def test_documents_of_other_sites_do_not_exist(district: District, tmp_path: Path) -> None:
    made = await add(HQ, tmp_path)
    for code in ("SH1", "NOWHERE"):
        with pytest.raises(SiteNotFound):
            await list_documents(district.north, code)
        with pytest.raises(SiteNotFound):
            await add(district.north, tmp_path, code=code)
    with pytest.raises(SiteDocumentNotFound):
        await document_file(district.north, "BJ1", made)
    reading = replace(district.operator, verbs=frozenset({Permission.READ_SITE_FILES}))
    with pytest.raises(Forbidden):
        await add(reading, tmp_path)
