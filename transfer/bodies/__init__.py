"""The HTML of a post of any platform, as the blocks of a post here."""

from transfer.bodies.convert import Body, FileLink, PictureLink, convert_body

__all__ = ["Body", "FileLink", "PictureLink", "convert_body"]
