"""The names of speakers whom a sentence only describes, or names in another case."""

from collections.abc import Sequence

from blog.extraction.common_nouns import resolve_common_nouns
from blog.extraction.genitive_names import resolve_genitives
from blog.extraction.inline_quotations import Inline
from blog.extraction.people import Registry
from blog.extraction.set_off import SetOff


def name_speakers(
    text: str, passages: Sequence[Inline | SetOff], language: str, registry: Registry
) -> None:
    """Change `who` of quotations to the name that the whole text has, or to None without one.

    Call it when all passages have their speakers, since pronouns also refer to descriptions.
    """
    resolve_common_nouns(text, passages, language)
    resolve_genitives(text, passages, language, registry)
