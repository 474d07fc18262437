"""Verification of content credentials in the sandbox, of files that are really signed."""

import contextlib

import pytest
from django.core.exceptions import ValidationError

from imaging.credentials import MAX_TEXT_LENGTH, Credentials, has_credentials, read_credentials
from tests.support.signed_pictures import AI, make_authority, make_picture, sign


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("GIF", "image/gif")],
)
def test_signed_picture_of_each_format_is_read(kind, media_type):
    data = sign(make_picture(kind), make_authority(), media_type)
    assert has_credentials(data)
    assert read_credentials(data) == Credentials(
        "unknown_signer", "Estuary Press", "Darkroom 2", "", is_ai_generated=False
    )


def test_signer_of_trusted_authority_is_valid():
    authority = make_authority()
    data = sign(make_picture(), authority)
    assert read_credentials(data, authority.root).state == "valid"
    assert read_credentials(data, make_authority("Another").root).state == "unknown_signer"


def test_picture_by_a_model_is_marked():
    data = sign(make_picture(), make_authority(), source_type=AI)
    assert read_credentials(data).is_ai_generated


@pytest.mark.parametrize("position", [-40, -400])
def test_changed_picture_has_broken_credentials(position):
    data = bytearray(sign(make_picture(), make_authority()))
    data[position] ^= 1
    assert read_credentials(bytes(data)).state == "broken"


def test_picture_in_another_file_has_broken_credentials():
    """The manifest of one picture before the data of another one."""
    signed, other = sign(make_picture(), make_authority()), make_picture("PNG")
    assert read_credentials(signed[: len(signed) // 2] + other).state == "broken"


@pytest.mark.parametrize("data", [make_picture(), b"\xff\xd8\xff", b"<svg/>", b"\0" * 64])
def test_file_without_manifest_is_broken_at_most(data):
    with contextlib.suppress(ValidationError):
        assert read_credentials(data).state == "broken"


def test_long_and_odd_texts_are_shortened_and_cleaned():
    data = sign(make_picture(), make_authority(), tool="<b>\u202e" + "x" * 1000)
    credentials = read_credentials(data)
    assert len(credentials.tool) <= MAX_TEXT_LENGTH
    assert credentials.tool.startswith("<b>")
