"""Handing out what was kept as evidence: photos to be looked at, everything else to be taken away."""

import asyncio
from pathlib import Path
from types import MappingProxyType

from litestar.response import File

from network.foundation.evidence.kinds import DOCX, JPEG, PDF, XLSX, Kind, kind_of
from network.foundation.files import kept
from network.web.downloads import disposition

# Nothing in a file may run, load or be framed, also when somebody opens its address by itself.
_SANDBOX = "default-src 'none'; sandbox"
_ENDINGS = MappingProxyType({JPEG: "jpg", PDF: "pdf", DOCX: "docx", XLSX: "xlsx"})


async def evidence_answer(folder: Path, sha256: str, media_type: str, name: str) -> File:
    """The kept file, which the caller has found this actor may see; FileGone. `name` as its sender called it.

    The ending of the name is that of what the file is. A photo is shown in the page; a PDF or a document, which may
    hold anything, is only ever saved. No browser keeps a copy.
    """
    path = await asyncio.to_thread(kept, folder, sha256)
    kind = kind_of(media_type)
    ending = _ENDINGS[media_type]
    stem = name.rpartition(".")[0] or name
    return File(
        path,
        media_type="application/octet-stream" if kind is Kind.DOCUMENT else media_type,
        headers={
            "content-disposition": disposition(f"{stem}.{ending}", inline=kind is Kind.PHOTO),
            "content-security-policy": _SANDBOX,
            "cache-control": "private, no-store",
        },
    )
