"""What readers of signed PDFs are told."""

from io import BytesIO
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import PdfSignatureStatus, async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


async def status_of(pdf: bytes, trusted: bytes, folder: Path) -> PdfSignatureStatus:
    """What a reader who trusts this certificate is told of the only signature."""
    file = folder / "trusted.pem"
    file.write_bytes(trusted)
    root = load_cert_from_pemder(str(file))  # type: ignore[no-untyped-call]
    trust = ValidationContext(trust_roots=[root])
    [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return await async_validate_pdf_signature(signature, trust)
