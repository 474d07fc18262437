"""The encoding of a page that declares none and is no UTF-8, guessed from frequent characters."""

import re

_SAMPLE_LENGTH = 60_000  # Bytes.
_MAX_ERROR_SHARE = 0.01  # Of the characters beyond ASCII; pages are cut, or have a faulty byte.
_MIN_SHARE = 0.2  # Of them that are frequent ones.
_KANA_RE = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_MIN_KANA_SHARE = 0.15
_BREAK_RE = re.compile(rb"[\r\n<>]+")
_LANGUAGE_RE = re.compile(rb"""<html[^>]{0,300}?\slang\s{0,9}=\s{0,9}["']?([a-zA-Z]{2})""")
_LANGUAGE_BONUS = 0.15
_MIN_LEAD = 0.1
# Letters with accents stand beside those without; those of another script do not.
_BESIDE_LATIN_RE = re.compile("(?<=[A-Za-z])[^\\W\0-\x7f]|[^\\W\0-\x7f](?=[A-Za-z])")
_BESIDE_LATIN_SHARE = 0.3
# Hardly any text of one byte a letter is valid in these.
_MULTIBYTE = frozenset(["cp932", "euc_jp", "gb18030", "big5hkscs", "cp949"])
_MULTIBYTE_BONUS = 0.2
_MIN_MULTIBYTE_LENGTH = 10
_CHINESE = (
    "，。、：“”「」的一是不了在人有我他中上大和地到以要就出可也你生年日月天下自所多後后前子家成"
    "作用本新市部民方表同能行本主全工定三二公高分法如加想看起面里去心位名手使目市被由並并只重"
)
# The first of equals is chosen. Cyrillic encodings exchange capitals and small
# letters, so only small ones are frequent.
_FREQUENT = (
    ("cp1252", "fr de es pt it nl sv da no fi is ca", "éèàçêôîüöäßñáíóúãõåøæâûœùëï¿¡«»“”‘’–—… °"),
    ("cp1251", "ru uk bg be sr mk", "оеаинтсрвлкмдпуяіыьзй«»—"),
    ("koi8-u", "ru uk", "оеаинтсрвлкмдпуяіыьзй"),
    ("iso8859-5", "ru bg sr", "оеаинтсрвлкмдпуяыьзй"),
    ("cp1250", "pl cs sk hu hr sl ro", "ąęćłńśźżóáéíěščřžýůúőűüöăâîţşđäôľťď„”–…"),
    ("iso8859-2", "pl cs sk hu hr sl ro", "ąęćłńśźżóáéíěščřžýůúőűüöăâîţşđäôľťď"),
    ("cp1254", "tr az", "ışğüöçİâ“”’"),
    ("cp1253", "el", "αοιετσνηρπκμλςυάίόέήώύΆ"),
    ("iso8859-7", "el", "αοιετσνηρπκμλςυάίόέήώύΆ"),
    ("cp1255", "he yi", "יוהלארמבתשנםדקעחפ"),
    ("cp1256", "ar fa ur", "اليمونرتبعةدسفهكقحجأىشطصخذض"),
    ("iso8859-6", "ar", "اليمونرتبعةدسفهكقحجأىشطصخذض"),
    ("cp874", "th", "านรอกเงมยลวดทสตะปบคหแจพชขใไโ่้ัีิำ์ุู"),
    ("cp932", "ja", "のにはをたがでとしるいてれなかっまあすらこもうりきんさー、。日一人大年"),
    ("euc_jp", "ja", "のにはをたがでとしるいてれなかっまあすらこもうりきんさー、。日一人大年"),
    ("gb18030", "zh", _CHINESE + "这个们来为国说时会对过发动学经产业进现实开关长问报"),
    ("big5hkscs", "zh", _CHINESE + "這個們來為國說時會對過發動學經產業進現實開關長問報"),
    ("cp949", "ko", "이다는을의에가를은고한지로하도사기자서인어리대시과해일장"),
)


def guess_encoding(content: bytes) -> str:
    """Return the encoding whose characters are the most frequent ones of its languages.

    Windows-1252 if no other is clearly better. A declared language counts in favour.
    """
    if content.isascii():
        return "iso2022_jp" if b"\x1b$B" in content else "cp1252"
    declared = _LANGUAGE_RE.search(content[:4_096])
    language = declared[1].decode().lower() if declared else ""
    pieces = _BREAK_RE.split(content[:_SAMPLE_LENGTH])
    sample = b"\n".join(piece for piece in pieces if not piece.isascii())
    scores = {}
    for encoding, languages, frequent in _FREQUENT:
        score = _measure(sample, encoding, frequent)
        is_declared = score and language in languages.split()
        scores[encoding] = score + _LANGUAGE_BONUS * bool(is_declared)
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > max(scores["cp1252"] + _MIN_LEAD, _MIN_SHARE) else "cp1252"


def _measure(sample: bytes, encoding: str, frequent: str) -> float:
    """Return the share of frequent characters; 0 for bytes that the encoding does not have."""
    text = sample.decode(encoding, errors="replace")
    beyond = [character for character in text if not character.isascii()]
    errors = beyond.count("\ufffd")
    if not beyond or errors > 1 + _MAX_ERROR_SHARE * len(beyond):
        return 0.0
    letters = sum(map(str.isalpha, beyond))
    is_latin = frequent[0] < "\u0370"
    beside = len(_BESIDE_LATIN_RE.findall(text))
    if (not letters or beside > _BESIDE_LATIN_SHARE * letters) != is_latin:
        return 0.0
    if "の" in frequent and len(_KANA_RE.findall(text)) < _MIN_KANA_SHARE * len(beyond):
        return 0.0
    share = sum(character in frequent for character in beyond) / len(beyond)
    is_valid = not errors and len(beyond) >= _MIN_MULTIBYTE_LENGTH
    return share + _MULTIBYTE_BONUS if is_valid and encoding in _MULTIBYTE else share
