"""Why a picture or file is missing: what its row stores, and the sentence that a person reads.

Rows have sentences that are translated when they are shown, or messages of requests, which are for
the log. Those of uploads are in the language of the site.
"""

import re

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lib.safe_http import FetchError
from transfer.messages import compose_stored
from transfer.readers.base import NotAnExport

SWITCHED_OFF = gettext_noop("Fetching pictures and files was switched off.")
NO_ADDRESS = gettext_noop("The export has no address of it.")
HOST_FAILED = gettext_noop("Its server did not answer before.")
ALL_FAILED = gettext_noop("No server answered; is this machine connected?")
_NOT_IN_EXPORT = gettext_noop("It is not in the export, or the export was deleted.")
_TOO_SLOW = gettext_noop("Its server took too long.")
_NO_HOST = gettext_noop("Its server was not found.")
_BAD_ADDRESS = gettext_noop("Its address cannot be fetched.")
_NOT_SECURE = gettext_noop("Its server has no valid certificate.")
_NO_CONNECTION = gettext_noop("The connection to its server failed.")
# By the name of the error that ended a request.
_SENTENCES = {
    "FileNotFoundError": _NOT_IN_EXPORT,
    "TimeoutError": _TOO_SLOW,
    "UnreachableHost": _NO_HOST,
    "SSLCertVerificationError": _NOT_SECURE,
    **dict.fromkeys(("UnsupportedURL", "InvalidURL", "ValueError"), _BAD_ADDRESS),
    **dict.fromkeys(("UnicodeError", "IDNAError", "InvalidCodepoint"), _BAD_ADDRESS),
    "too many redirects": _BAD_ADDRESS,
    "deadline": _TOO_SLOW,
}
_ERROR_RE = re.compile(r"([A-Z]\w*(?:Error|Host|URL|Codepoint|Read|Line|Disconnected))\b")
_STATUS_RE = re.compile(r"status (\d+)")
_SIZE_RE = re.compile(r"more than (\d+) bytes")


def read_reason(error: FetchError | NotAnExport | OSError) -> str:
    """Return what the row of a picture or file stores about an error."""
    if isinstance(error, NotAnExport):
        return error.message.stored
    return f"FileNotFoundError: {error}" if isinstance(error, FileNotFoundError) else str(error)


def describe_reason(reason: str) -> str:
    """Return the sentence for what a row has stored, in the present language; '' for nothing."""
    if match := _STATUS_RE.fullmatch(reason):
        return _describe_status(int(match[1]))
    if match := _SIZE_RE.fullmatch(reason):
        return _("It is larger than %(size)s.") % {"size": filesizeformat(int(match[1]))}
    if match := _ERROR_RE.match(reason):
        return _(_SENTENCES.get(match[1], _NO_CONNECTION))
    return compose_stored(_SENTENCES.get(reason, reason))


def _describe_status(status: int) -> str:
    if status in (404, 410):
        text = _("Its server does not have it any more (%(status)d).")
    elif status in (401, 402, 403, 451):
        text = _("Its server refuses access (%(status)d).")
    else:
        text = _("Its server has answered with an error (%(status)d).")
    return text % {"status": status}
