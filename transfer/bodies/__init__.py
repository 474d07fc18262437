"""The HTML of a post of any platform, as the blocks of a post here."""

from transfer.bodies.convert import Body, PictureLink, convert_body

__all__ = ["Body", "PictureLink", "convert_body"]
