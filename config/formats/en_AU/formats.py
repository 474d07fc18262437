"""Australian date formats with full month names; all others are Django's."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, P"
