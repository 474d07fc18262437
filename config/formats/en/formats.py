"""American dates, with months written out. What is not here is Django's."""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "F j, Y, P"
