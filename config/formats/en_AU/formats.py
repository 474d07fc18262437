"""Australian date formats with full month names, and times without "noon" and "midnight"; all
others are Django's."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, g:i a"
TIME_FORMAT = "g:i a"
