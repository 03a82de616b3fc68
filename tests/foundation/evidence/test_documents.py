"""PDFs and office documents are kept byte for byte: they are only ever downloaded."""

from pathlib import Path

import pytest

from network.foundation.evidence.kinds import DOCX, XLSX, Evidence, Kind
from network.foundation.evidence.kinds import PDF as PDF_TYPE
from tests.foundation.evidence.conftest import Take, contents
from tests.foundation.evidence.corpus import EXCEL, PDF, WORD


@pytest.mark.parametrize(
    ("sent", "kind", "media_type"),
    [(PDF, Kind.PDF, PDF_TYPE), (WORD, Kind.DOCUMENT, DOCX), (EXCEL, Kind.DOCUMENT, XLSX)],
    ids=["PDF with JavaScript", "DOCX", "XLSX"],
)
async def test_a_document_is_kept_as_it_came(
    hand_in: Take, folder: Path, sent: bytes, kind: Kind, media_type: str
) -> None:
    taken = await hand_in(sent)
    assert taken == Evidence(kind, media_type, taken.sha256, len(sent), sent_sha256=taken.sha256)
    assert contents(folder) == {taken.sha256: sent}
