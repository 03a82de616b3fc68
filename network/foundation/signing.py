"""Signing PDFs: PAdES signatures, ECDSA on P-256, made by pyHanko. Knows neither what is signed nor for whom.

pyHanko takes a third of a second to import, so only what signs imports it; and it builds all of a signature anew for
each document, at 10 ms. Here the parts that never differ are built once for a key: a signature then takes 3 ms.
"""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from network.foundation.errors import Unavailable
from network.foundation.i18n import lazy as _
from network.foundation.settings import Settings

FIELD = "Servicemark"
# A signature with its certificate takes some 1,500 bytes; one of a public authority, with a long name, more.
RESERVED = 4096
YEARS = 20


class SigningKeyFaulty(Unavailable):
    code = "signing_key_faulty"
    message = _(
        "The key that signs documents cannot be used: %(reason)s. See SERVICEMARK_SIGNING_KEY and "
        "SERVICEMARK_SIGNING_CERTIFICATE."
    )


@dataclass(frozen=True)
class Seal:
    """A key and the certificate of it, as PEM: handed to other processes as it is, read there once."""

    key: bytes = field(repr=False)
    certificate: bytes

    def __reduce__(self) -> tuple[type["Seal"], tuple[bytes, bytes]]:
        """Without what was read of it: a key that OpenSSL holds goes to no other process."""
        return Seal, (self.key, self.certificate)

    def sign(self, pdf: bytes, author: str) -> bytes:
        """The PDF with a signature that allows no change after it, in the name of `author`. Takes some milliseconds.

        Raises SigningKeyFaulty. Not to be called where an event loop runs: hand it to a thread or a process.
        """
        return asyncio.run(self._signed(pdf, author))

    async def _signed(self, pdf: bytes, author: str) -> bytes:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
        from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

        metadata = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            name=author,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            subfilter=SigSeedSubFilter.PADES,
        )
        signed = await PdfSigner(metadata, self._signer).async_sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=RESERVED
        )
        result: bytes = signed.getvalue()
        return result

    @cached_property
    def _signer(self) -> Any:
        from network.foundation.signing_cms import signer_of

        try:
            return signer_of(self.key, self.certificate)
        except (ValueError, TypeError) as error:
            raise SigningKeyFaulty(reason=error) from error

    @cached_property
    def fingerprint(self) -> bytes:
        """SHA-256 of the certificate, as viewers of PDFs show it."""
        return sha256(bytes(self._signer.signing_cert.dump())).digest()


def seal_of(settings: Settings, now: datetime) -> Seal:
    """The seal that the settings name; else one of its own, made once and kept in the data folder."""
    key, certificate = settings.signing_key, settings.signing_certificate
    if key is None and not certificate:
        return _kept(settings, now)
    if key is None or not certificate:
        raise SigningKeyFaulty(reason=_("one of key and certificate is missing"))
    return Seal(_pem(key.get_secret_value()), _pem(certificate))


def _pem(given: str) -> bytes:
    """PEM as it is, or what the file of that name holds."""
    if given.lstrip().startswith("-----BEGIN"):
        return given.encode()
    try:
        return Path(given).read_bytes()
    except OSError as error:
        raise SigningKeyFaulty(reason=error) from error


def _kept(settings: Settings, now: datetime) -> Seal:
    """Both in one file that only its owner may read. It appears whole or not at all, whoever is faster."""
    file = settings.data_dir / "signing.pem"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=file.parent, prefix="signing-") as made:  # of mode 0600
            made.write(_made(settings.network_name, now))
            made.flush()
            os.fsync(made.fileno())
            with suppress(FileExistsError):
                os.link(made.name, file)
    pem = file.read_bytes()
    start = pem.index(b"-----BEGIN CERTIFICATE")
    return Seal(pem[:start], pem[start:])


def _made(name: str, now: datetime) -> bytes:
    """A new key and a certificate by itself of it, in the name of the network."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    signs = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(signs, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)
