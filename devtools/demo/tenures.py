"""The roles over time of the demo's sources."""

from blog.common.date_precision import parse_partial_date
from blog.editing.tenures import save_tenures
from blog.models import Source, Tenure
from devtools.demo.content_files import Entry, build

KEYS = "source organisation from until"


def load_tenure(entry: Entry) -> None:
    """Add a role to a source. Raises ContentError for errors in the entry."""
    tenure = build(Tenure, entry, required="role", other=KEYS)
    tenure.organisation_name = entry.values.get("organisation", "")
    for key, prefix in (("from", "started"), ("until", "ended")):
        value = entry.values.get(key, "")
        known = parse_partial_date(value)
        if value and known is None:
            entry.fail(f"`{key}` must be 2021, 2021-05 or 2021-05-17.", key)
        on, precision = known or (None, "")
        setattr(tenure, f"{prefix}_on", on)
        setattr(tenure, f"{prefix}_precision", precision)
    sources = {source.name: source for source in Source.objects.all()}
    save_tenures(source=entry.look_up("source", sources), saved=[tenure])
