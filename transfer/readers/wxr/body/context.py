"""What the conversion of one text needs, and what it tells."""

from dataclasses import dataclass, field

from transfer.readers.wxr.attachments import Attachment
from transfer.readers.wxr.index import ExportIndex

# Characters of patterns and tables in one text: patterns that hold others several times would grow
# without end.
MAX_INSERTED = 4_000_000


@dataclass(slots=True)
class BodyContext:
    """The post that a text belongs to; `footnotes` are HTML by ID. Notes are collected here."""

    index: ExportIndex
    post_id: str = ""
    footnotes: dict[str, str] = field(default_factory=dict)
    unknown_shortcodes: dict[str, None] = field(default_factory=dict)
    omitted_blocks: dict[str, None] = field(default_factory=dict)
    picture_links: dict[str, None] = field(default_factory=dict)
    missing_pictures: dict[str, None] = field(default_factory=dict)
    inserted: int = 0

    def insert(self, content: str) -> str:
        """Return a pattern or table for the text, '' if that has too much of them."""
        self.inserted += len(content)
        return content if self.inserted <= MAX_INSERTED else ""

    def find_pictures(self, numbers: list[str]) -> list[Attachment]:
        """Return the attachments with these numbers, and note those that the export lacks."""
        pictures = []
        for number in numbers:
            if attachment := self.index.find_attachment(number):
                pictures.append(attachment)
            else:
                self.missing_pictures.setdefault(number)
        return pictures
