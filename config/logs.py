"""What becomes of lines that others write into our log."""

import logging


class StrangeHost(logging.Filter):
    """For Django's DisallowedHost: one line in place of a traceback for each request of a scanner,
    which no error of ours is. The name is a stranger's, of up to 8 KB."""

    def filter(self, record: logging.LogRecord) -> bool:
        host = record.request.META.get("HTTP_HOST", "")[:100]  # type: ignore[attr-defined]  # Django's extra
        record.host = host
        record.msg = "Asked for the host %a, which is not in ALLOWED_HOSTS"
        record.args = (host,)
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = None
        return True
