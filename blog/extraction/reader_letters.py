"""Letters of readers in attribution lines, which newspapers print with the town."""

from blog.extraction.kinds import guess_kind
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("lines")
_UPPER = "A-ZÀ-ÞĀ-ŽА-ЯІЇЄҐΆ-Ω"
# 'Leserbrief von Anna Rot', 'Letter to the editor, Ann Lee, Hexham'
LETTER_RE = compile_lazily(
    rf"^(?i:{_TABLES['readers_letters']})(?:\s?[,:–—]\s|\s(?:from|by|af|av|door|van|od|от|від|di|"
    rf"da|von|de)\s)(?=[{_UPPER}])"
)
READER_RE = compile_lazily(_TABLES["readers"])
_BEHIND_RE = compile_lazily(
    rf",\s(?:(?:in|en|dans|em|per)\s(?:an?|einem|une?|una?|uma)\s)?(?i:{_TABLES['readers_letters']})"
    rf"(?=$|,)"
)
# 'Ann Lee, Hexham (letters page, 4 June 2011)'
_BRACKETED_RE = compile_lazily(
    rf"\s\((?i:letters?(?: page)?|{_TABLES['readers_letters']})(?P<rest>,\s[^()]+)?\)$"
)
# 'Anna Rot, Bad Ems, per E-Mail'
_BY_MAIL_RE = compile_lazily(
    r"^(?P<rest>[^,]+,\s(?P<town>[^,]+)),\s(?i:per|by|via|par|por)\s"
    r"(?i:e-?mail|mail|post|brief|courriel|correo(?: electrónico)?|posta)$"
)


def cut_letter(text: str) -> tuple[str, bool]:
    """Return a line without the mention of a letter behind the name, and whether it is of one."""
    text = _BRACKETED_RE.sub(r", letter to the editor\g<rest>", text)
    is_letter = bool(LETTER_RE.match(text) or _BEHIND_RE.search(text))
    text = _BEHIND_RE.sub("", text)
    if (match := _BY_MAIL_RE.match(text)) and guess_kind(match["town"]) == "person":
        return match["rest"], True
    return text, is_letter
