"""Logging filters that shorten the records of bad requests."""

import logging


class DisallowedHostFilter(logging.Filter):
    """Log DisallowedHost, mostly caused by scanners, as one line without a traceback. The host may
    have up to 8 KB, and is truncated."""

    def filter(self, record: logging.LogRecord) -> bool:
        host = vars(record)["request"].META.get("HTTP_HOST", "")[:100]  # Django's extra
        record.host = host
        record.msg = "Asked for the host %a, which is not in ALLOWED_HOSTS"
        record.args = (host,)
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = None
        return True


class ClientErrorFilter(logging.Filter):
    """Log client errors (400 to 499) without a traceback, which is of no use, and with which
    repeated requests could fill the disk."""

    def filter(self, record: logging.LogRecord) -> bool:
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.exc_info = record.exc_text = None
        return True
