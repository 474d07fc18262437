"""Labels, which exports have only at the posts."""

from urllib.parse import quote

from transfer.items import ExportedLabel


def build_label(name: str) -> ExportedLabel:
    """Build a label with its former page and its feeds."""
    quoted = quote(name, safe="")
    return ExportedLabel(
        key=name,
        name=name,
        former_urls=(
            f"/search/label/{quoted}",
            f"/feeds/posts/default/-/{quoted}",
            f"/feeds/posts/summary/-/{quoted}",
        ),
    )
