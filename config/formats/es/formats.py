"""Spanish date format with a comma before the time; all others are Django's."""

DATETIME_FORMAT = r"j \d\e F \d\e Y, H:i"
