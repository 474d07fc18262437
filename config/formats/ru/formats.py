"""Russian date format with a comma before the time; all others are Django's."""

DATETIME_FORMAT = "j E Y г., G:i"
