"""French dates, with “à” before the time. What is not here is Django's."""

DATETIME_FORMAT = r"j F Y \à H:i"
