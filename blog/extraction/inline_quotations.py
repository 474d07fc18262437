"""A quotation within prose, with its place, its speaker and its date."""

from dataclasses import dataclass

from blog.extraction.attribution import Attribution
from blog.extraction.blocks import Block
from blog.extraction.marks import Marked
from blog.extraction.people import Speaker
from blog.extraction.statement_dates import Statement


@dataclass(slots=True)
class Inline:
    """A quotation within prose, by its offsets in the article's text, without its marks."""

    start: int
    end: int
    block: Block
    mark: Marked
    speaker: Speaker | None = None
    who: Attribution | None = None
    more: tuple[tuple[int, int], ...] = ()  # Paragraphs below that reopen the mark.
    statement: Statement | None = None
    is_rest: bool = False  # The other half of '“I will,” she said, “not do it.”'

    def join_text(self, text: str) -> str:
        """Return the words, with a newline between paragraphs."""
        spans = ((self.start, self.end), *self.more)
        return "\n".join(text[start:end] for start, end in spans)


def means_thing(passage: Inline) -> bool:
    """Return whether the words name an institution, not a person: 'it'."""
    return passage.speaker is not None and passage.speaker.who.name.casefold() == "it"
