"""German date format with a comma before the time; all others are Django's."""

DATETIME_FORMAT = "j. F Y, H:i"
