"""US date formats with full month names, and times without "noon" and "midnight"; all others are
Django's."""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "F j, Y, g:i a"
TIME_FORMAT = "g:i a"
