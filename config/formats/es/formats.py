"""Spanish dates, with a comma before the time. What is not here is Django's."""

DATETIME_FORMAT = r"j \d\e F \d\e Y, H:i"
