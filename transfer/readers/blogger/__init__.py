"""Exports of Blogger: the old Atom file, and Google Takeout as a folder or zip."""

from transfer.readers.blogger.atom_reader import BloggerReader
from transfer.readers.blogger.takeout_reader import TakeoutReader

__all__ = ["BloggerReader", "TakeoutReader"]
