"""Australian dates, with months written out. What is not here is Django's."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, P"
