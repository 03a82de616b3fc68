"""Signed PDFs: what pyHanko's validator and pdfsig say of them, and keys that cannot be used."""

import asyncio
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr
from reportlab.pdfgen.canvas import Canvas

from network.foundation.settings import Settings
from network.foundation.signing import Seal, SigningKeyFaulty, seal_of
from tests.signatures import status_of

NOW = datetime(2026, 10, 20, tzinfo=UTC)


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return seal_of(Settings(data_dir=tmp_path), NOW)


@pytest.fixture
def pdf() -> bytes:
    output = BytesIO()
    canvas = Canvas(output, invariant=1)
    for page in ("one", "two"):
        canvas.drawString(100, 700, page)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


async def test_a_signed_document_is_whole_valid_and_trusted(seal: Seal, pdf: bytes, tmp_path: Path) -> None:
    signed = await asyncio.to_thread(seal.sign, pdf, "Northline")
    assert signed.startswith(pdf)
    status = await status_of(signed, seal.certificate, tmp_path)
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.md_algorithm == "sha256"


async def test_every_signature_of_a_key_is_its_own(seal: Seal, pdf: bytes, tmp_path: Path) -> None:
    for count in range(12):  # signatures differ in length
        other = pdf.replace(b"%PDF-1.3", f"%PDF-1.{count % 8}".encode())
        signed = await asyncio.to_thread(seal.sign, other, "北辰")
        assert (await status_of(signed, seal.certificate, tmp_path)).bottom_line, count


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9, "certificate"])
async def test_a_changed_byte_is_seen(place: float | str, seal: Seal, pdf: bytes, tmp_path: Path) -> None:
    signed = bytearray(await asyncio.to_thread(seal.sign, pdf, "Northline"))
    at = int(len(pdf) * place) if isinstance(place, float) else signed.index(b"/Contents <") + 300
    signed[at + 5] ^= 1
    try:
        status = await status_of(bytes(signed), seal.certificate, tmp_path)
    except Exception:  # noqa: BLE001 - not even a PDF any more
        return
    assert not status.bottom_line


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig (poppler-utils) is not installed")
async def test_another_program_finds_the_signature_valid(seal: Seal, pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(await asyncio.to_thread(seal.sign, pdf, "Northline"))
    said = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout  # noqa: ASYNC221
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, again = (seal_of(Settings(data_dir=tmp_path), NOW) for _time in range(2))
    assert (first, first.fingerprint) == (again, again.fingerprint)
    [file] = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first.key.decode() not in repr(first)


def test_key_and_certificate_come_from_the_settings_as_text_or_as_files(tmp_path: Path, seal: Seal) -> None:
    file = tmp_path / "certificate.pem"
    file.write_bytes(seal.certificate)
    for certificate in (seal.certificate.decode(), str(file)):
        settings = Settings(
            data_dir=tmp_path, signing_key=SecretStr(seal.key.decode()), signing_certificate=certificate
        )
        assert seal_of(settings, NOW) == seal


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    "key",
    [
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(ec.generate_private_key(ec.SECP256R1())),
        pem(rsa.generate_private_key(65537, 2048)),
        b"nonsense",
    ],
    ids=["other curve", "of another certificate", "RSA", "no PEM"],
)
def test_a_key_that_does_not_fit_is_told(key: bytes, seal: Seal) -> None:
    with pytest.raises(SigningKeyFaulty):
        _ = Seal(key, seal.certificate).fingerprint


def test_a_key_without_its_certificate_and_a_file_that_is_missing_are_told(tmp_path: Path) -> None:
    for given in ({"signing_key": SecretStr("x")}, {"signing_certificate": "x"}):
        with pytest.raises(SigningKeyFaulty):
            seal_of(Settings(data_dir=tmp_path, **given), NOW)
    with pytest.raises(SigningKeyFaulty):
        seal_of(Settings(data_dir=tmp_path, signing_key=SecretStr("/no"), signing_certificate="/no"), NOW)


def test_nothing_that_signs_is_loaded_before_something_is_signed() -> None:
    code = "import network.app, network.cli.worker, sys; print([m for m in sys.modules if m.startswith('pyhanko')])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
