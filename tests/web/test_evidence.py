"""Evidence over HTTP: handed in with a form, shown or saved, and harmless at its own address."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

import pytest
from litestar import Litestar, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import File

from network.app import create_app
from network.foundation.evidence.errors import EvidenceTooLarge
from network.foundation.evidence.kinds import DOCX, JPEG, PDF
from network.foundation.evidence.taking import take
from network.foundation.settings import Settings
from network.web.evidence import evidence_answer
from network.web.guards import public
from network.web.requests import HouseRequest
from network.web.uploads import sent_file
from tests.foundation.evidence import corpus
from tests.served import Browse, Browser

MEBIBYTE = 1 << 20


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application with a place to hand files in, at most 1 MB large, and to look at them."""
    folder = tmp_path_factory.mktemp("handed")

    @post("/handed", guards=[public])
    async def hand_in(request: HouseRequest) -> dict[str, Any]:
        sent = sent_file(await request.form())
        return {"name": sent.name, **asdict(await take(sent.blocks, folder, most_megabytes=1))}

    @get("/kept/{sha256:str}", guards=[public])
    async def kept(sha256: FromPath[str], media_type: FromQuery[str], name: FromQuery[str]) -> File:
        return await evidence_answer(folder, sha256, media_type, name)

    app = create_app(Settings())
    app.register(Router("/", route_handlers=[hand_in, kept], request_max_body_size=2 * MEBIBYTE))
    return app


async def handed_in(browser: Browser, content: bytes, name: str = "shop.jpg") -> dict[str, Any]:
    answer = await browser.post("/handed", files={"file": (name, content, "text/html")})
    assert answer.status_code == 201
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.parametrize(
    ("content", "name", "served_as", "disposition"),
    [
        (corpus.talkative("PNG"), "门店 1.png", JPEG, 'inline; filename="1.jpg"'),
        (corpus.PDF, "licence.html", PDF, 'attachment; filename="licence.pdf"'),
        (corpus.WORD, "../../lease", "application/octet-stream", 'attachment; filename="lease.docx"'),
    ],
    ids=["photo", "PDF", "document"],
)
async def test_a_file_comes_out_as_what_it_is_and_can_do_nothing(
    browse: Browse, content: bytes, name: str, served_as: str, disposition: str
) -> None:
    browser = browse()
    taken = await handed_in(browser, content, name)
    asked = {"media_type": taken["media_type"], "name": taken["name"]}
    answer = await browser.get(f"/kept/{taken['sha256']}", params=asked)
    assert answer.status_code == 200
    assert len(answer.content) == taken["size"]
    assert answer.headers["content-type"] == served_as
    assert answer.headers["content-disposition"].startswith(disposition + "; filename*=UTF-8''")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_name_in_chinese_is_kept_and_loses_what_is_not_its_own(browse: Browse) -> None:
    taken = await handed_in(browse(), corpus.WORD, "C:\\scans\\租赁\u202e合同\n.docx")
    assert taken["name"] == "租赁合同.docx"
    answer = await browse().get(f"/kept/{taken['sha256']}", params={"media_type": DOCX, "name": taken["name"]})
    assert answer.headers["content-disposition"].endswith("%E7%A7%9F%E8%B5%81%E5%90%88%E5%90%8C.docx")


async def test_a_file_that_is_gone_is_not_found(browse: Browse) -> None:
    answer = await browse().get(f"/kept/{'0' * 64}", params={"media_type": PDF, "name": "a.pdf"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([], "Choose a file."),
        ([("file", ("", b""))], "Choose a file."),
        ([("other", ("a.jpg", b"x"))], "Choose a file."),
        ([("file", ("a.jpg", b"x")), ("file", ("b.jpg", b"x"))], "Choose one file at a time."),
    ],
)
async def test_exactly_one_file_is_wanted(browse: Browse, files: list[Any], message: str) -> None:
    sent = {"files": files} if files else {"data": {"file": "not a file"}}
    answer = await browse().post("/handed", **sent, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["fields"]) == (422, {"file": message})


async def test_a_refusal_is_told_in_the_language_of_the_reader(browse: Browse) -> None:
    headers = {"accept": "application/json", "accept-language": "zh-CN"}
    answer = await browse().post("/handed", files={"file": ("a.jpg", corpus.HTML)}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["code"] == "evidence_may_run"
    assert "另存为" in answer.json()["detail"]


async def test_a_file_of_more_than_is_taken_is_refused(browse: Browse) -> None:
    too_much = corpus.PDF + bytes(MEBIBYTE)
    answer = await browse().post("/handed", files={"file": ("a.pdf", too_much)}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, EvidenceTooLarge.code)


@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("announced", "most_read"), [(True, 0), (False, 2)])
async def test_a_body_of_300_megabytes_is_not_read(browse: Browse, announced: bool, most_read: int) -> None:
    """Litestar leaves a file that breaks off to the garbage collector, which closes it at once, with a warning."""
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        yield b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        for _ in range(300):
            read += 1
            yield bytes(MEBIBYTE)

    headers = {"content-type": "multipart/form-data; boundary=x", "accept": "application/json"}
    headers |= {"content-length": str(300 * MEBIBYTE)} if announced else {}
    answer = await browse().post("/handed", content=body(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert read == most_read
