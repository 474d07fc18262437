"""Find the reader of an export."""

from pathlib import Path

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from transfer.readers.base import NotAnExport, Reader
from transfer.readers.own_archive import is_archive

# In this order: those that are recognised by more come first.
READERS = (
    "transfer.readers.wxr.WordPressReader",
    "transfer.readers.blogger.BloggerReader",
    "transfer.readers.blogger.TakeoutReader",
    "transfer.readers.ghost.GhostReader",
    "transfer.readers.substack.SubstackReader",
    "transfer.readers.medium.MediumReader",
    "transfer.readers.feeds.FeedReader",
    "transfer.readers.movable_type.MovableTypeReader",
    "transfer.readers.folders.reader.FolderReader",
)


def open_export(path: Path) -> Reader:
    """Return the reader of an export. Raises NotAnExport for any other file or folder."""
    if not path.exists():
        raise NotAnExport(_("There is no file or folder %(path)s.") % {"path": path})
    if path.is_file() and not path.stat().st_size:
        raise NotAnExport(_("The file is empty. Export the blog again."))
    if is_archive(path):
        message = _(
            "This is an archive of Pullquote. Load it into an empty blog, on the server: "
            "manage.py import %(file)s"
        )
        raise NotAnExport(message % {"file": path.name})
    for name in READERS:
        reader = import_string(name)
        if reader.recognizes(path):
            return reader(path)
    raise NotAnExport(
        _(
            "This is no export that can be read. Use the file or folder that Blogger, WordPress, "
            "Ghost, Substack or Medium gave you, a folder of Markdown files, or a feed."
        )
    )
