"""Rewrite how attribution lines name people: brackets within an office, forms of address."""

import re

from blog.extraction.kinds import RELEASE_RE
from blog.extraction.name_order import is_full_name
from blog.extraction.vocabulary import KNOWN_ORGANISATIONS, load_tables
from lib.lazy_regex import compile_lazily

_UPPER = "A-ZÀ-ÞĀ-ŽА-ЯІЇЄҐ"
# 'Anne Roux, maire (PS) de Reims', 'deputato (FdI) di Parma'
_PARTY_IN_OFFICE_RE = compile_lazily(
    r"^(?P<who>[^,()]{3,60}), (?P<office>[a-zà-ÿß][^,()]{2,40}) "
    rf"\((?P<party>[{_UPPER}][^\s(),]{{1,12}})\) "
    r"(?=(?:de|du|des|d[’']|di|del|della|do|da|of|for|von|van|für|à|a)\b)"
)
# 'Stella Marsh (Walthamstow) (Lab)', as Hansard prints members.
_PARTIES = (
    r"\((?:Con|Lab|Lab/Co-op|LD|Lib Dem|SNP|PC|DUP|UUP|SDLP|Ind|Green|Reform|Alliance|Alba|Lib|"
    r"Conservative|Labour)\.?\)"
)
_SEAT_RE = compile_lazily(
    rf"^(?P<who>[{_UPPER}][^,()]{{3,60}}) \([{_UPPER}][\w’' -]{{2,50}}\)(?= {_PARTIES})"
)
_IN_HOUSE_RE = compile_lazily(rf"(?P<party>{_PARTIES}), (?:the )?(?:Commons|Lords)(?=,|$)")
# 'Me Karim Roux', a lawyer in French.
_LAWYER_RE = compile_lazily(
    rf"(?:^|(?<=,\s)|(?<=avocat\s)|(?<=avocate\s))(?:Me|Mᵉ|Maître)\s"
    rf"(?=[{_UPPER}][\w’'-]+\s[{_UPPER}])"
)
_COURT_WORD_RE = compile_lazily(
    r"\b(?:avocat|notaire|huissier|barreau|défens|bâtonni|procès|prévenu|plaid|audience)",
    re.IGNORECASE,
)
# Behind 'Pressemitteilung', before whoever wrote it.
_BY_RE = compile_lazily(r"^\s(?:by|from|of|von|der|des|de|du|di|da|do|del|van|od|от)\s")
# 'Marie Roux, lectrice (Nantes)'
_READER_IN_RE = compile_lazily(
    rf",\s(?P<reader>{load_tables('lines')['users']})\s\((?P<town>[{_UPPER}][^()\d]{{2,40}})\)$"
)


def rewrite_persons(text: str) -> str:
    """Return a line whose brackets and titles of people are where later steps read them."""
    if match := RELEASE_RE.match(text):
        maker = _BY_RE.sub("", text[match.end() :])
        tokens = maker.partition(",")[0].split()
        is_named = any(is_full_name(" ".join(tokens[-count:])) for count in (2, 3))
        if maker != text[match.end() :] and is_named:
            return maker
    if "(" in text:
        match = _PARTY_IN_OFFICE_RE.match(text)
        if match and (match["party"].isupper() or match["party"].casefold() in KNOWN_ORGANISATIONS):
            text = f"{match['who']} ({match['party']}), {match['office']} {text[match.end() :]}"
        text = _IN_HOUSE_RE.sub(r"\g<party>", _SEAT_RE.sub(r"\g<who>", text))
        text = _READER_IN_RE.sub(r", \g<reader>, \g<town>", text)
    return _LAWYER_RE.sub("", text) if _COURT_WORD_RE.search(text) else text
