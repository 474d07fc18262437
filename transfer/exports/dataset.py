"""The dataset of published quotations and their sources, in a zip archive."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from shutil import copyfileobj

from django.db.models import Q

from blog.syndication.dataset.export import list_quotations, list_sources, open_files
from transfer.exports.media import BUFFER_BYTES, create_zip_info
from transfer.exports.selection import Selection


def write(path: Path, selection: Selection, report: Callable[[str, int], None]) -> None:
    """Write the files of `/data/`, or those of the quotations of some posts."""
    quotations, sources = list_quotations(), list_sources()
    if selection.is_partial:
        quotations = quotations.filter(post__in=selection.list_posts().values("pk"))
        keys = quotations.order_by()
        credited, spoken = keys.values("source"), keys.values("speaker")
        sources = sources.filter(Q(pk__in=credited) | Q(pk__in=spoken))
    with open_files(quotations, sources) as files, zipfile.ZipFile(path, "w") as archive:
        for name, file in files.items():
            info = create_zip_info(name, is_compressed=False)
            with archive.open(info, "w", force_zip64=True) as member:
                copyfileobj(file.open_complete(), member, BUFFER_BYTES)
            report(name, file.row_count)
