"""What pyHanko asks for a signature: a signer that builds the container of the signature (CMS, RFC 5652) once.

Two things differ between the signatures of one key: the digest of the document, and the signature. The rest is encoded
once, by pyHanko; the lengths around the signature, which is the container's last value, are written anew each time.
"""

from typing import Any

from asn1crypto.cms import ContentInfo
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

_SEQUENCE, _SET, _OCTETS, _ATTRIBUTES = b"\x30", b"\x31", b"\x04", b"\xa0"
_DIGEST = bytes(range(32))


def signer_of(key: bytes, certificate: bytes) -> "FastSigner":
    """Raises ValueError and TypeError for a key that is none, or not of P-256, or not that of the certificate."""
    private, certified = load_pem_private_key(key, None), load_pem_x509_certificate(certificate)
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        raise ValueError("not a key of P-256")
    if certified.public_key() != private.public_key():
        raise ValueError("the certificate is of another key")
    return FastSigner(private, Certificate.load(certified.public_bytes(Encoding.DER)))


class FastSigner(SimpleSigner):
    """Signs documents of SHA-256 digest; adds neither a time stamp nor the time, which the PDF itself tells."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: Certificate) -> None:
        plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        super().__init__(
            signing_cert=certificate, signing_key=PrivateKeyInfo.load(plain), cert_registry=SimpleCertificateStore()
        )
        self._key = key
        self._parts: _Parts | None = None

    async def async_sign(self, data_digest: bytes, digest_algorithm: str, *options: Any, **more: Any) -> ContentInfo:
        if self._parts is None:
            self._parts = _Parts(await super().async_sign(_DIGEST, digest_algorithm, *options, **more))
        return ContentInfo.load(self._parts.around(data_digest, self._key))


class _Parts:
    """The encoded pieces of a container, without digest and signature."""

    def __init__(self, model: ContentInfo) -> None:
        signed = model["content"]
        [signer] = signed["signer_infos"]
        self._kind = model["content_type"].dump()
        before = ("version", "digest_algorithms", "encap_content_info", "certificates")
        self._content = b"".join(signed[name].dump() for name in before)
        self._signer = b"".join(signer[name].dump() for name in ("version", "sid", "digest_algorithm"))
        self._attributes = signer["signed_attrs"].contents
        self._algorithm = signer["signature_algorithm"].dump()
        if self._attributes.count(_DIGEST) != 1:
            raise ValueError("the digest is not where it should be")

    def around(self, digest: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
        attributes = self._attributes.replace(_DIGEST, digest)
        # What is signed are the attributes as a set; where they stand they have a tag of their own.
        signature = key.sign(_encoded(_SET, attributes), ec.ECDSA(SHA256()))
        signer = self._signer + _encoded(_ATTRIBUTES, attributes) + self._algorithm + _encoded(_OCTETS, signature)
        content = self._content + _encoded(_SET, _encoded(_SEQUENCE, signer))
        return _encoded(_SEQUENCE, self._kind + _encoded(_ATTRIBUTES, _encoded(_SEQUENCE, content)))


def _encoded(tag: bytes, content: bytes) -> bytes:
    """A value in DER: its tag, its length, itself."""
    size = len(content)
    if size < 128:
        return tag + bytes([size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return tag + bytes([0x80 | len(length)]) + length + content
