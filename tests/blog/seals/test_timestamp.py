"""Tokens of a real authority, `openssl ts`: requested, verified, retried."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
from rfc3161_client import decode_timestamp_response

from blog.seals.models import Seal
from blog.seals.timestamp import TimestampError, request_missing_tokens, request_token
from tests.support.timestamp_authority import URL, TimestampAuthority, create_certificates

DAY = date(2026, 11, 29)
STATEMENT = b"Pullquote seal\n"


def create_waiting_seal(day: date = DAY) -> Seal:
    return Seal.objects.create(
        day=day, root=bytes(32), tile_roots=bytes(32), file_count=1, statement=f"Seal of {day}\n"
    )


def test_token_of_the_authority_is_verified(authority):
    token = request_token(STATEMENT)
    assert abs(datetime.now(UTC) - token.stamped_at) < timedelta(minutes=10)
    assert decode_timestamp_response(token.response).tst_info.gen_time == token.stamped_at
    assert len(authority.requests) == 1


def test_one_of_several_certificates_may_have_signed(authority, settings, tmp_path):
    _root, former = create_certificates(tmp_path)
    settings.TIMESTAMP_CERTIFICATES = former + authority.certificate
    assert request_token(STATEMENT).response


def refuse(authority: TimestampAuthority, name: str, settings, tmp_path) -> None:
    """Make the authority, or what is known of it, wrong."""
    other_root, other_certificate = create_certificates(tmp_path)
    if name == "foreign root":
        settings.TIMESTAMP_ROOTS = other_root
    elif name == "foreign certificate":
        settings.TIMESTAMP_CERTIFICATES = other_certificate
    elif name == "certificates that are none":
        settings.TIMESTAMP_ROOTS = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
    else:
        authority.reply = {
            "token of another request": (200, authority.sign(authority.requests[0])),
            "busy": (503, b""),
            "not found": (404, b"<p>Nothing here"),
            "redirect": (302, b""),
            "empty": (200, b""),
            "no token": (200, b"<p>Welcome"),
            "refusal": (200, bytes.fromhex("30053003020102")),
            "too long": (200, b"0" * 70_000),
            "changed": (200, _change(authority.sign(authority.requests[0]))),
        }[name]


def _change(response: bytes) -> bytes:
    return response[:-1] + bytes([response[-1] ^ 1])


@pytest.mark.parametrize(
    "name",
    [
        *("foreign root", "foreign certificate", "certificates that are none"),
        *("token of another request", "busy", "not found", "redirect", "empty", "no token"),
        *("refusal", "too long", "changed"),
    ],
)
def test_token_that_is_not_valid_is_refused(name, authority, settings, tmp_path):
    request_token(STATEMENT)
    refuse(authority, name, settings, tmp_path)
    with pytest.raises(TimestampError):
        request_token(STATEMENT)


def test_authority_that_is_away_is_an_error(authority, settings):
    settings.TIMESTAMP_URL = "https://authority.example/"  # Another port.
    with pytest.raises(TimestampError, match="UnsupportedURL"):
        request_token(STATEMENT)


@pytest.mark.django_db
def test_seal_without_a_token_gets_it_later_and_the_next_day_goes_on(authority, caplog):
    first = create_waiting_seal()
    authority.reply = (503, b"")
    with caplog.at_level(logging.WARNING):
        request_missing_tokens()
    assert "The seal of 2026-11-29 has no timestamp yet: FetchError: status 503" in caplog.text
    first.refresh_from_db()
    assert (first.token, first.stamped_at, first.certificates) == (None, None, "")
    create_waiting_seal(DAY + timedelta(days=1))
    authority.reply = None
    request_missing_tokens()
    for seal in Seal.objects.all():
        assert seal.token
        assert seal.stamped_at
        assert seal.authority_url == URL
        assert seal.certificates == f"{authority.root}\n{authority.certificate}\n"
    tokens = set(Seal.objects.values_list("token", flat=True))
    assert len({bytes(token) for token in tokens}) == 2


@pytest.mark.django_db
def test_requests_end_at_the_first_failure(authority):
    for number in range(3):
        create_waiting_seal(DAY + timedelta(days=number))
    authority.reply = (503, b"")
    request_missing_tokens()
    assert len(authority.requests) == 1


@pytest.mark.django_db
def test_token_stays_as_it_came(authority):
    create_waiting_seal()
    request_missing_tokens()
    before = Seal.objects.values().get()
    request_missing_tokens()
    assert Seal.objects.values().get() == before
    assert len(authority.requests) == 1
