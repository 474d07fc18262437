"""French date format with “à” before the time; all others are Django's."""

DATETIME_FORMAT = r"j F Y \à H:i"
