"""What a comment says, taken apart for the rules."""

from dataclasses import dataclass
from functools import cached_property

from blog.comments.moderation.models import domain
from blog.common import markup
from blog.common.text import normalize


@dataclass(frozen=True)
class Text:
    """The text of a comment with the name, website and e-mail address given with it."""

    text: str
    name: str = ""
    website: str = ""
    email: str = ""

    @cached_property
    def whole(self) -> str:
        """What readers would see, and the website: in this, words and patterns are looked for."""
        return markup.text("\n".join((self.text, self.name, self.website)))

    @cached_property
    def words(self) -> list[str]:
        return normalize.words(self.whole)

    @property
    def padded(self) -> str:
        return normalize.padded(self.words)

    @cached_property
    def links(self) -> list[str]:
        """The addresses that would be links."""
        tree = markup.elements(markup.comment(self.text))
        return [link.get("href", "") for link in tree.iter("a")]

    @cached_property
    def linked(self) -> set[str]:
        """The domains of its links and of the website."""
        return {domain(address) for address in (*self.links, self.website)} - {""}

    @property
    def domains(self) -> set[str]:
        """Those, and that of the e-mail address."""
        return (self.linked | {domain(self.email)}) - {""}
