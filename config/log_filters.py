"""What becomes of lines that others write into our log."""

import logging


class StrangeHost(logging.Filter):
    """For Django's DisallowedHost: one line in place of a traceback for each request of a scanner,
    which no error of ours is. The name is a stranger's, of up to 8 KB."""

    def filter(self, record: logging.LogRecord) -> bool:
        host = vars(record)["request"].META.get("HTTP_HOST", "")[:100]  # Django's extra
        record.host = host
        record.msg = "Asked for the host %a, which is not in ALLOWED_HOSTS"
        record.args = (host,)
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = None
        return True


class WithoutTraceback(logging.Filter):
    """Log a refused request (400 to 499) in one line: where Django raised it tells nothing, and
    whoever asks for pages that they may not open could fill the disk."""

    def filter(self, record: logging.LogRecord) -> bool:
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.exc_info = record.exc_text = None
        return True
