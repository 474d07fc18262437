"""German dates, with a comma before the time. What is not here is Django's."""

DATETIME_FORMAT = "j. F Y, H:i"
