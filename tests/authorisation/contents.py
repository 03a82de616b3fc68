"""Every text in an answer, whatever it is wrapped in."""

import asyncio
import io
import re
import zipfile
from collections.abc import Iterable

import httpx

SIGNED = b"/ByteRange"
CODE = re.compile(rb"(?:[2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]")


async def contents(answer: httpx.Response) -> dict[str, bytes]:
    """Part -> bytes: the body, the members of a workbook, the text of a PDF. Headers count as well.

    A workbook says when it was written, so its own properties and its length are left out.
    """
    headers = [(name, value) for name, value in answer.headers.items() if name != "content-length"]
    told = {"headers": str(sorted(headers)).encode()}
    kind = answer.headers.get("content-type", "")
    if "spreadsheetml" in kind:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            return told | {name: book.read(name) for name in book.namelist() if not name.startswith("docProps/")}
    if SIGNED in answer.content:
        # Its code and its signature are its own, and so is the hash of it all.
        told["headers"] = re.sub(rb"-[0-9a-f]{16}-", b"-", told["headers"])
        return told | {"text": CODE.sub(b"CODE", await _pdf_text(answer.content))}
    if kind == "application/pdf":
        return told | {"text": await _pdf_text(answer.content), "document": answer.content}
    return told | {"body": answer.content}


def offered(page: httpx.Response, queries: Iterable[str]) -> list[str]:
    """Those of the queries that the page has links with, such as to its files."""
    return [query for query in queries if query.lstrip("?").encode() in page.content]


async def _pdf_text(document: bytes) -> bytes:
    reader = await asyncio.create_subprocess_exec(
        "pdftotext", "-", "-", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    text, _errors = await reader.communicate(document)
    assert reader.returncode == 0
    return text
