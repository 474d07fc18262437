"""Names of people in parts, for programs that sort and abbreviate them.

Only a family name that somebody entered tells the parts: which word of a name it is cannot be seen
('Xi Jinping', 'Guðrún Jónsdóttir', 'Gabriel García Márquez', 'Vincent van Gogh').
"""

from dataclasses import dataclass

from blog.models import Source

SUFFIXES = frozenset(["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"])


@dataclass(frozen=True)
class Name:
    """`whole` is the name as written; the parts are '' where they are not known.
    `is_family_first` says that it is written so, as Chinese and Hungarian names are."""

    whole: str
    family: str = ""
    given: str = ""
    suffix: str = ""
    is_family_first: bool = False

    @property
    def csl(self) -> dict[str, str | bool]:
        """The name as CSL-JSON has it: a `literal` where its parts are not known."""
        if not self.family:
            return {"literal": self.whole}
        parts: dict[str, str | bool] = {"family": self.family, "given": self.given}
        if self.suffix:
            parts["suffix"] = self.suffix
        if self.is_family_first:
            parts["static-ordering"] = True
        return parts


def name_of(source: Source) -> Name:
    """Divide the name of a person where the family name stands at its end, at its beginning or
    before 'Jr.'; leave any other whole."""
    words, family = source.name.split(), source.family_name.split()
    count = len(family)
    suffix = words.pop() if words[-1] in SUFFIXES else ""
    if source.kind != Source.Kind.PERSON or not family or len(words) <= count:
        return Name(source.name)
    is_last, is_first = words[-count:] == family, words[:count] == family
    if is_last == is_first:
        return Name(source.name)
    given = words[:-count] if is_last else words[count:]
    return Name(source.name, " ".join(family), " ".join(given), suffix, is_first)
