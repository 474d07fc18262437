"""The text of posts, from WordPress's form to the HTML of `transfer.items`."""

from transfer.readers.wxr.body.context import BodyContext
from transfer.readers.wxr.body.convert import Body, convert_body

__all__ = ["Body", "BodyContext", "convert_body"]
