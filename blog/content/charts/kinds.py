"""The kinds of charts, and the attributes of a table that is one."""

from django.utils.translation import gettext_lazy as _

# In the order in which the editor offers them.
KINDS = {
    "bars": _("Bars"),
    "columns": _("Columns"),
    "stacked": _("Stacked columns"),
    "lines": _("Lines"),
}
CHART_TABLE = "<table data-chart="  # In prose with a chart.
DEFAULT_KIND = "columns"
# Attributes of a table besides `data-chart`, with their maximum lengths.
TEXT_ATTRIBUTES = {
    "data-unit": 100,
    "data-description": 1000,
    "data-credit": 300,
    "data-credit-url": 1000,
}
