"""Russian dates, with a comma before the time. What is not here is Django's."""

DATETIME_FORMAT = "j E Y г., G:i"
