"""Employers behind the name of a speaker: 'Ana Ruiz del Frente Marino'."""

from blog.extraction.lines import has_organisation_word, is_acronym
from blog.extraction.people import NAME_WORD
from lib.lazy_regex import compile_lazily

# 'Ana Ruiz del Frente Marino', 'Jan van der Laan van Dorpsbelang': after a whole name.
_EMPLOYED_RE = compile_lazily(
    rf"(?P<name>{NAME_WORD}\s(?P<particle>(?:van|von)\s(?:der\s|den?\s)?)?{NAME_WORD})\s"
    rf"(?:(?P<loose>del|dell[ao]|du|do|van)|vom|von\sde[rn]|van\s(?:den?|het))\s"
    rf"(?P<affiliation>{NAME_WORD}(?:\s{NAME_WORD})*)$"
)


def split_employer(name: str) -> tuple[str, str]:
    """Split 'Ana Ruiz del Frente Marino' into name and employer; '' for names without one.

    A single word may be a surname: 'Ana Ruiz del Valle', 'Piet Hein van Dijk'.
    """
    match = _EMPLOYED_RE.match(name)
    if not match:
        return name, ""
    affiliation = match["affiliation"]
    is_sure = not match["loose"] or bool(match["particle"]) or " " in affiliation
    if is_sure or has_organisation_word(affiliation) or is_acronym(affiliation):
        return match["name"], affiliation
    return name, ""
