"""Pictures with real content credentials (C2PA), signed by certificates made here."""

import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image

AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
CAMERA = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"


@dataclass(frozen=True)
class Authority:
    """A certificate authority, and a signer that it certified. All but the key are PEM."""

    root: str
    chain: bytes
    key: bytes


@cache
def make_authority(organisation: str = "Estuary Press") -> Authority:
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name, name = (_name(organisation, part) for part in ("Root", "Camera 1"))
    root = _certificate(root_name, root_key, root_name, root_key, is_authority=True)
    leaf = _certificate(name, key, root_name, root_key, is_authority=False)
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key_bytes = key.private_bytes(serialization.Encoding.PEM, *private)
    return Authority(root.decode(), leaf + root, key_bytes)


def make_picture(kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((200, 120)).convert("RGB").save(file, kind)
    return file.getvalue()


def sign(
    picture: bytes,
    authority: Authority,
    media_type: str = "image/jpeg",
    source_type: str = CAMERA,
    tool: str = "Darkroom",
) -> bytes:
    action = {"action": "c2pa.created", "digitalSourceType": source_type}
    manifest = {
        "claim_generator_info": [{"name": tool, "version": "2"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}],
    }
    info = c2pa.C2paSignerInfo(
        alg=b"es256", sign_cert=authority.chain, private_key=authority.key, ta_url=None
    )
    target = io.BytesIO()
    with c2pa.Signer.from_info(info) as signer, c2pa.Builder(json.dumps(manifest)) as builder:
        builder.sign(signer, media_type, io.BytesIO(picture), target)
    return target.getvalue()


def _name(organisation: str, common_name: str) -> x509.Name:
    parts = ((NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, common_name))
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in parts])


def _certificate(
    name: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> bytes:
    now = datetime.now(UTC)
    usage = {
        **dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment"), False),
        **dict.fromkeys(("key_agreement", "encipher_only", "decipher_only"), False),
        **dict.fromkeys(("key_cert_sign", "crl_sign"), is_authority),
    }
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if not is_authority:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=True)
    certificate = builder.sign(issuer_key, hashes.SHA256())
    return certificate.public_bytes(serialization.Encoding.PEM)
