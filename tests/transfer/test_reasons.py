"""Why a picture or file is missing, as a person reads it."""

import pytest
from django.utils import translation

from lib.safe_http import FetchError
from transfer import reasons
from transfer.readers.base import NotAnExport
from transfer.reasons import describe_reason, read_reason

ROWS = [
    ("status 404", "Its server does not have it any more (404)."),
    ("status 410", "Its server does not have it any more (410)."),
    ("status 403", "Its server refuses access (403)."),
    ("status 503", "Its server has answered with an error (503)."),
    ("more than 1048576 bytes", "It is larger than 1.0\xa0MB."),
    ("TimeoutError: deadline", "Its server took too long."),
    ("deadline", "Its server took too long."),
    ("UnreachableHost: not a public address", "Its server was not found."),
    ("SSLCertVerificationError: [SSL] self-signed", "Its server has no valid certificate."),
    ("ConnectionRefusedError: [Errno 111] refused", "The connection to its server failed."),
    ("RemoteDisconnected: closed", "The connection to its server failed."),
    ("IncompleteRead: IncompleteRead(0 bytes read)", "The connection to its server failed."),
    ("UnsupportedURL: not http or https", "Its address cannot be fetched."),
    ("too many redirects", "Its address cannot be fetched."),
    (reasons.SWITCHED_OFF, "Fetching pictures and files was switched off."),
    ("The file is damaged.", "The file is damaged."),
    ("", ""),
]


@pytest.mark.parametrize(("reason", "sentence"), ROWS)
def test_reason_is_a_sentence(reason, sentence):
    assert describe_reason(reason) == sentence


def test_reason_is_in_the_language_of_the_reader():
    with translation.override("de"):
        assert describe_reason(reasons.ALL_FAILED) != reasons.ALL_FAILED


def test_damage_of_an_export_is_in_the_language_of_the_reader():
    with translation.override("de"):
        reason = read_reason(NotAnExport("%s is damaged.", "a.png"))
    assert describe_reason(reason) == "a.png is damaged."


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FileNotFoundError("a.png"), "It is not in the export, or the export was deleted."),
        (FetchError("status 404"), "Its server does not have it any more (404)."),
        (NotAnExport("The zip is damaged."), "The zip is damaged."),
    ],
)
def test_error_is_stored_and_described(error, sentence):
    assert describe_reason(read_reason(error)) == sentence
