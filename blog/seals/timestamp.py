"""Tokens of the configured timestamp authority (RFC 3161): request, verify, store."""

import logging
from dataclasses import dataclass
from datetime import datetime

from cryptography.x509 import Certificate, load_pem_x509_certificates
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from blog.seals.models import Seal
from lib import safe_http

logger = logging.getLogger(__name__)

USER_AGENT = "Pullquote seal"
MAX_RESPONSE_BYTES = 64 * 1024
MAX_REQUESTS = 20  # In one run, of seals that have waited for days.


class TimestampError(Exception):
    """There is no valid token. The message says why, for the log."""


@dataclass(frozen=True)
class Token:
    """The response of the authority, and the time that it states."""

    response: bytes
    stamped_at: datetime


def request_missing_tokens() -> None:
    """Request the tokens of seals that have none, the oldest first, until one fails.

    A failure is logged; the next run tries again. Two queries and one for each token.
    """
    for seal in Seal.objects.filter(token=None).order_by("day")[:MAX_REQUESTS]:
        try:
            token = request_token(seal.statement.encode())
        except TimestampError as error:
            logger.warning("The seal of %s has no timestamp yet: %s", seal, error)
            return
        Seal.objects.filter(pk=seal.pk, token=None).update(
            token=token.response,
            stamped_at=token.stamped_at,
            authority_url=settings.TIMESTAMP_URL,
            certificates=f"{settings.TIMESTAMP_ROOTS}\n{settings.TIMESTAMP_CERTIFICATES}\n",
        )


def request_token(statement: bytes) -> Token:
    """Have the authority sign the hash of a statement. Raises TimestampError."""
    request = TimestampRequestBuilder(statement, HashAlgorithm.SHA256).build()
    try:
        body = safe_http.post(
            settings.TIMESTAMP_URL,
            request.as_bytes(),
            "application/timestamp-query",
            MAX_RESPONSE_BYTES,
            USER_AGENT,
        )
        response = decode_timestamp_response(body)
    except (safe_http.FetchError, ValueError) as error:
        raise TimestampError(f"{type(error).__name__}: {error}") from error
    _verify(request, response, statement)
    return Token(body, response.tst_info.gen_time)


def _verify(request: TimeStampRequest, response: TimeStampResponse, statement: bytes) -> None:
    """Raise TimestampError unless one of the authority's certificates has signed the statement."""
    reason = "no certificate"
    roots = _load_certificates("TIMESTAMP_ROOTS")
    for certificate in _load_certificates("TIMESTAMP_CERTIFICATES"):
        verifier = VerifierBuilder(
            tsa_certificate=certificate, roots=roots, nonce=request.nonce
        ).build()
        try:
            verifier.verify_message(response, statement)
        except (VerificationError, ValueError) as error:
            reason = str(error)
        else:
            return
    raise TimestampError(reason)


def _load_certificates(name: str) -> list[Certificate]:
    try:
        return load_pem_x509_certificates(getattr(settings, name).encode())
    except ValueError as error:
        raise TimestampError(f"{name} cannot be read: {error}") from error
