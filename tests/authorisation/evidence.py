"""Files that are really kept, a PDF or photo of one line each, and rows put in as the superuser."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from network.foundation import files
from network.foundation.evidence.kinds import JPEG, PDF, Evidence, Kind
from network.foundation.settings import Settings


async def keep_pdf(data: Path, line: str) -> Evidence:
    """A PDF that says this line, kept below the data folder as evidence is, but without a look into it."""
    written = io.BytesIO()
    canvas = Canvas(written, invariant=True, pageCompression=0)
    canvas.drawString(72, 720, line)
    canvas.save()

    return await _keep(data, written.getvalue(), Kind.PDF, PDF)


async def keep_photo(data: Path, line: str) -> Evidence:
    """A small JPEG with this line as its comment, kept as it is."""
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(written, "JPEG", comment=line)
    return await _keep(data, written.getvalue(), Kind.PHOTO, JPEG)


async def _keep(data: Path, content: bytes, kind: Kind, media_type: str) -> Evidence:
    async def blocks() -> AsyncIterator[bytes]:
        yield content

    kept = await files.keep(Settings(data_dir=data).files, blocks(), 1)
    return Evidence(kind, media_type, kept.sha256, kept.size, kept.sha256)


def file_columns(name: str, evidence: Evidence) -> dict[str, Any]:
    """The columns of a row that names a file."""
    return {
        "file_name": name,
        "file_sha256": evidence.sha256,
        "file_kind": evidence.kind.value,
        "file_type": evidence.media_type,
        "file_size": evidence.size,
        "thumbnail_sha256": evidence.sha256,
    }


async def insert(root: asyncpg.Connection, table: str, **columns: Any) -> None:
    """A row with an id of its own."""
    row = {"id": uuid4(), **columns}
    values = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    await root.execute(f"insert into {table} ({', '.join(row)}) values ({values})", *row.values())
