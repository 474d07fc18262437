"""US date formats with full month names; all others are Django's."""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "F j, Y, P"
