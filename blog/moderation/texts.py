"""What a comment says, taken apart for the rules."""

from dataclasses import dataclass
from functools import cached_property

from blog import markup, words
from blog.models.rules import domain


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
    def padded(self) -> str:
        return words.padded(self.whole)

    @cached_property
    def links(self) -> list[str]:
        """The addresses that would be links."""
        tree = markup.elements(markup.comment(self.text))
        return [link.get("href", "") for link in tree.iter("a")]

    @cached_property
    def domains(self) -> set[str]:
        """Of its links, of the website and of the e-mail address."""
        return {domain(address) for address in (*self.links, self.website, self.email)} - {""}
