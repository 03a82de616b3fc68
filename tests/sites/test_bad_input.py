"""Bad input to applications and to what is handed in with them, over HTTP and on a real database."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from PIL import Image

from network.foundation.settings import Settings
from network.identity.hashing import hash_password
from tests.factory import Store
from tests.foundation.evidence import corpus
from tests.served import PASSWORD, Browse, Browser, application
from tests.sites.abusing import API, at_once, code_of, enter
from tests.sites.applying import Cast, make_cast
from tests.sites.assessing import VISITED, full_marks

MEBIBYTE = 1 << 20
PROGRAM = b"<</Type/Action/S/JavaScript/JS(app.alert(document.cookie))>>"


@pytest.fixture
def app(shared_folder: Path) -> Litestar:
    return application(Settings(data_dir=shared_folder, photo_megabytes=1))


@pytest.fixture
async def cast(store: Store, shared_folder: Path) -> Cast:
    """With a password for everybody."""
    made = await make_cast(store, shared_folder / "files")
    await store.root.execute("update account set password_hash = $1", await hash_password(PASSWORD))
    return made


async def of_cast(browse: Browse, *names: str) -> list[Browser]:
    return [await enter(browse, f"{name}@example.com") for name in names]


async def marked(assessor: Browser, **levels: int) -> str:
    """The address of this assessor's only assessment, every criterion at its best but for these."""
    [mine] = (await assessor.get(f"{API}/assessments")).json()["assessments"]
    address = f"{API}/assessments/{mine['id']}"
    marks = full_marks(**levels).model_copy(update={"visited_on": VISITED - timedelta(days=1)})
    saved = await assessor.put(f"{address}/marks", json=marks.model_dump(mode="json"))
    assert saved.status_code == 200, saved.text
    return address


async def test_two_assessors_who_hand_in_at_once_are_both_taken_and_settle_once(cast: Cast, browse: Browse) -> None:
    made = await cast.reviewed()
    pair = await of_cast(browse, "first", "second")
    addresses = [await marked(assessor) for assessor in pair]
    # Each clicks twice.
    clicks = [(assessor, f"{address}/submit") for assessor, address in zip(pair, addresses, strict=True)] * 2
    told = await at_once(*(assessor.post(address) for assessor, address in clicks))
    assert told == [(200, ""), (200, ""), (409, "assessment_submitted"), (409, "assessment_submitted")]
    assert await cast.state(made) == "scored"
    events = "select count(*) from trail_event where action = 'assessment.submitted'"
    steps = "select count(*) from application_step where application = $1 and to_state = 'scored'"
    assert (await cast.store.value(events), await cast.store.value(steps, made)) == (2, 1)


async def test_a_knock_out_is_not_outweighed_and_takes_no_level_that_it_lacks(cast: Cast, browse: Browse) -> None:
    made = await cast.reviewed()
    first, second, manager = await of_cast(browse, "first", "second", "manager")
    address = await marked(first, means=1)
    beyond = {"marks": {"means": {"level": 5, "note": "Better than the best."}}, "remarks": ""}
    refused = await first.put(f"{address}/marks", json=beyond)
    assert refused.status_code == 422
    assert refused.json()["fields"] == {"marks.means": "This criterion has no such level."}
    for one, other in ((first, address), (second, await marked(second, means=1))):
        handed_in = await one.post(f"{other}/submit")
        assert (handed_in.json()["knocked_out"], float(handed_in.json()["total"]) > 80) == (True, True)
    approval = await manager.post(f"{API}/applications/{made}/approval", json={"reason": "The rest is splendid."})
    assert (approval.status_code, code_of(approval)) == (409, "application_knocked_out")
    assert await cast.state(made) == "scored"


async def test_what_was_withdrawn_is_not_decided(cast: Cast, browse: Browse) -> None:
    made = await cast.scored()
    applicant, manager = await of_cast(browse, "applicant", "manager")
    back = await applicant.post(f"{API}/my-applications/{made}/withdrawal", json={"reason": "Sold the shop."})
    assert back.json()["state"] == "withdrawn"
    for step, body in (
        ("approval", {"reason": "Welcome."}),
        ("rejection", {"reason": "No.", "reason_code": "other"}),
        ("contract", {"code": "SH9", "time_zone": "Asia/Shanghai"}),
    ):
        refused = await manager.post(f"{API}/applications/{made}/{step}", json=body)
        assert (refused.status_code, code_of(refused)) == (409, "application_withdrawn")
        page = await manager.post(f"/applications/{made}/{step}", data=body | {"version": "9"})
        assert page.status_code in (404, 409)
    assert await cast.state(made) == "withdrawn"


async def test_of_a_decision_and_a_withdrawal_at_once_one_is_told_of_the_other(cast: Cast, browse: Browse) -> None:
    applicant, manager = await of_cast(browse, "applicant", "manager")
    made = await cast.scored()
    told = await at_once(
        manager.post(f"{API}/applications/{made}/rejection", json={"reason": "No.", "reason_code": "other"}),
        applicant.post(f"{API}/my-applications/{made}/withdrawal", json={"reason": "Sold."}),
    )
    assert [status for status, _code in told] == [200, 409]
    ends = "select count(*) from application_step where application = $1 and to_state in ('rejected', 'withdrawn')"
    assert await cast.store.value(ends, made) == 1


async def test_of_two_managers_who_decide_at_once_the_second_is_told_of_the_first(cast: Cast, browse: Browse) -> None:
    manager, other = await of_cast(browse, "manager", "other")
    made = await cast.scored()
    read = {"if-match": (await manager.get(f"{API}/applications/{made}")).headers["etag"]}
    refusal = {"reason": "No.", "reason_code": "other"}
    [done, told] = await at_once(
        manager.post(f"{API}/applications/{made}/approval", json={"reason": "Welcome."}, headers=read),
        other.post(f"{API}/applications/{made}/rejection", json=refusal, headers=read),
    )
    assert done == (200, "")
    # An approval may still be overturned, though not by somebody who does not know of it.
    assert told in ((409, "application_decided"), (412, "changed_meanwhile"))


async def test_what_was_counted_when_submitting_is_not_taken_out_at_that_moment(cast: Cast, browse: Browse) -> None:
    [applicant] = await of_cast(browse, "applicant")
    for _round in range(3):
        made = await cast.draft()
        await cast.evidence(made)
        own = f"{API}/my-applications/{made}"
        needed = (await applicant.get(own)).json()["documents"][0]["id"]
        told = await at_once(applicant.post(f"{own}/submission"), applicant.delete(f"{own}/documents/{needed}"))
        assert [status for status, _code in told] in ([200, 409], [200, 422])
        shown = (await applicant.get(own)).json()
        assert all(each["met"] for each in shown["requirements"]) == (shown["state"] == "submitted")


async def grown(blocks: int) -> AsyncIterator[bytes]:
    """A form whose file never seems to end."""
    yield b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    for _block in range(blocks):
        yield bytes(MEBIBYTE)


@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
async def test_a_photo_of_300_megabytes_is_not_even_read(cast: Cast, browse: Browse, tmp_path: Path) -> None:
    [applicant] = await of_cast(browse, "applicant")
    made = await cast.draft()
    headers = {"content-type": "multipart/form-data; boundary=x"}
    for announced in ({"content-length": str(300 * MEBIBYTE)}, {}):
        answer = await applicant.post(
            f"{API}/my-applications/{made}/documents", content=grown(300), headers=headers | announced
        )
        assert (answer.status_code, code_of(answer)) == (413, "too_large")
    assert kept_in(tmp_path) == []


def kept_in(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


def located() -> bytes:
    """A photo that says where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = corpus.CANARY.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.4), 3: "E", 4: (121.0, 28.0, 25.3)})
    content = io.BytesIO()
    Image.new("RGB", (320, 240), (37, 99, 235)).save(content, "JPEG", exif=exif, comment=corpus.CANARY)
    assert corpus.CANARY in content.getvalue()
    return content.getvalue()


async def handed(browser: Browser, application: UUID, name: str, content: bytes) -> httpx.Response:
    return await browser.post(
        f"{API}/my-applications/{application}/documents", files={"file": (name, content)}, data={"criterion": "means"}
    )


async def test_a_photo_comes_out_without_what_it_told_of_its_sender(cast: Cast, browse: Browse) -> None:
    [applicant] = await of_cast(browse, "applicant")
    taken = await handed(applicant, await cast.draft(), "front.jpg", located())
    [document] = taken.json()["documents"]
    address = f"/application-documents/{document['id']}"
    for each in (address, f"{address}/thumbnail", API + address):
        answer = await applicant.get(each)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert corpus.CANARY not in answer.content
        assert not Image.open(io.BytesIO(answer.content)).getexif()


async def test_a_pdf_that_holds_a_program_is_only_ever_saved(cast: Cast, browse: Browse) -> None:
    [applicant] = await of_cast(browse, "applicant")
    content = corpus.PDF.replace(b"<</Type/Catalog", PROGRAM + b"\n<</Type/Catalog", 1)
    taken = await handed(applicant, await cast.draft(), "licence.pdf", content)
    [document] = taken.json()["documents"]
    for address in (f"/application-documents/{document['id']}", f"{API}/application-documents/{document['id']}"):
        answer = await applicant.get(address, headers={"accept": "text/html"})
        assert (answer.status_code, answer.content) == (200, content)
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("plan.svg", corpus.SVG, "evidence_may_run"),
        ("plan.jpg", corpus.SVG, "evidence_may_run"),
        ("bomb.png", corpus.flat_png(12_000, 12_000, depth=1, color=0), "evidence_photo_too_large"),
    ],
    ids=["SVG", "SVG called JPEG", "bomb"],
)
async def test_what_would_run_or_burst_is_refused_at_every_address_that_takes_files(
    cast: Cast, browse: Browse, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    [applicant] = await of_cast(browse, "applicant")
    refused = await handed(applicant, await cast.draft(), name, content)
    assert (refused.status_code, code_of(refused)) == (422, code)
    await cast.store.site("SH1", region=cast.region)
    await cast.store.root.execute("update membership set whole_network = true where role = 'hq_manager'")
    [manager] = await of_cast(browse, "manager")
    form = {"kind": "licence", "title": "Licence"}
    refused = await manager.post(f"{API}/sites/SH1/documents", files={"file": (name, content)}, data=form)
    assert (refused.status_code, code_of(refused)) == (422, code)
    assert kept_in(tmp_path) == []


async def test_what_cannot_be_printed_is_no_name_on_a_certificate(cast: Cast, browse: Browse) -> None:
    [applicant] = await of_cast(browse, "applicant")
    for field in ("operator_name", "operator_name_zh", "site_name", "site_name_zh", "city"):
        for name in ("Bund 🙂", "Bund \u202erepair", "Bund\u200b"):
            refused = await applicant.post(f"{API}/my-applications", json={field: name})
            assert (refused.status_code, list(refused.json()["fields"])) == (422, [field])
    assert (await applicant.get(f"{API}/my-applications")).json() == []
