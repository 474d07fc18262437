"""Speakers in Chinese, Japanese, Korean, Turkish and Arabic prose, by the particles of each."""

import re

from blog.extraction import cues
from blog.extraction.vocabulary import load_tables

_TABLES = load_tables("asian")
_HAN = r"\u3400-\u9fff々"
_ZH_VERBS = _TABLES["chinese_verbs"]
_ZH_BEFORE = re.compile(
    rf"(?:^|[。！？；，,\s])(?P<who>[^。！？；，,“”「」]{{2,40}}?)"
    rf"(?:{_ZH_VERBS})[^。！？；“”「」]{{0,12}}[:：，,]?\s*$"
)
_ZH_AFTER = re.compile(rf"^[，,。]?\s*(?P<who>[^。！？；，,“”「」]{{2,40}}?)(?:{_ZH_VERBS})")
_JA_VERBS = _TABLES["japanese_verbs"]
_JA_BEFORE = re.compile(
    r"(?:^|[。！？\s」])(?P<who>[^。！？「」、]{2,40}?)(?:は|が|も)[^。「」]{0,60}$"
)
_JA_AFTER = re.compile(
    rf"^と[、]?(?P<who>[^。！？「」、]{{2,30}}?)(?:は|が)[^。「」]{{0,30}}(?:{_JA_VERBS})"
)
_KO_BEFORE = re.compile(
    r"(?:^|[.!?。\s])(?P<who>(?:[^\s.!?“”\"']+\s){0,4}?[^\s.!?“”\"']+?)(?:은|는|이|가|"
    r"도)\s(?:[^“”\".!?]{0,60})$"
)
_KO_AFTER = re.compile(
    r"^(?:이?라고|고|며|면서)\s(?P<who>(?:[^\s.!?“”\"']+\s){0,3}?[^\s.!?“”\"']+?)(?:은|는|이|"
    r"가)\s[^“”\".!?]{0,30}(?:말했|밝혔|전했|강조했|지적했|덧붙였|설명했|주장했|썼)"
)
_AR_VERBS = cues.verbs("ar")
_AR_BEFORE = re.compile(
    rf"(?:^|\s)(?:{_AR_VERBS})\s(?P<who>[^:،.«»\"“”]{{3,60}}?)(?:،[^:«»\"“”]{{0,60}})?"
    r"\s*(?:(?:إن|أن|بأن|قائلا|قائلة)\S*)?\s*[:،]?\s*$"
)
_AR_AFTER = re.compile(
    rf"^[\s،,.]{{0,3}}(?:كما\s|حسبما\s|وفق ما\s|بحسب ما\s)?(?:{_AR_VERBS})\s"
    r"(?P<who>[^:،.«»\"“”]{3,60})"
)
_TR_AFTER = re.compile(
    r"^[\s,.;”\"’]{0,4}(?:diyen|diye\s(?:konuşan|yazan|"
    r"ekleyen))\s(?P<who>[A-ZÇĞİÖŞÜ][\w’'-]*(?:\s[A-ZÇĞİÖŞÜ][\w’'-]*){0,4})"
)
_TR_SAID = re.compile(r"^[\s,.;”\"’]{0,4}(?:dedi|diyor|diye|şeklinde|ifade|sözleriyle|sözlerini)")
_TR_BEFORE = re.compile(
    r"(?:^|[.!?]\s)(?P<who>[^.!?,“”\"]{2,80}?)(?:,|\sise|\s(?:da|de)\s)[^“”\".!?]{0,100}$"
)


def find(before: str, after: str, language: str) -> tuple[str, int, bool] | None:
    """Return the words that name a speaker, their offset, and whether it counts in `before`."""
    code = language.split("-")[0]
    if re.search(r"[\u0600-\u06ff]", before + after):
        return _first(((_AR_BEFORE, before, True), (_AR_AFTER, after, False)))
    if code == "tr":
        return _find_turkish(before, after)
    if re.search(r"[\u3040-\u30ff]", before + after):
        return _first(((_JA_AFTER, after, False), (_JA_BEFORE, before, True)))
    if re.search(r"[가-힣]", before + after):
        return _first(((_KO_AFTER, after, False), (_KO_BEFORE, before, True)))
    if re.search(rf"[{_HAN}]", before + after):
        candidate = _first(((_ZH_BEFORE, before, True), (_ZH_AFTER, after, False)))
        return _trim_chinese(candidate) if candidate else None
    return None


def _find_turkish(before: str, after: str) -> tuple[str, int, bool] | None:
    if match := _TR_AFTER.match(after):
        return match["who"].strip(), match.start("who"), False
    if (
        _TR_SAID.match(after)
        or re.search(
            r"(?:şunları (?:söyledi|kaydetti)|dedi ki|şöyle (?:dedi|konuştu))\s*:?\s*$", before
        )
    ) and (match := _TR_BEFORE.search(before)):
        return match["who"].strip(), match.start("who"), True
    return None


def _first(tries: tuple[tuple[re.Pattern[str], str, bool], ...]) -> tuple[str, int, bool] | None:
    for pattern, text, is_before in tries:
        if match := pattern.search(text[-200:] if is_before else text[:200]):
            offset = match.start("who") + (max(0, len(text) - 200) if is_before else 0)
            if who := match["who"].strip():
                return who, offset, is_before
    return None


def _trim_chinese(candidate: tuple[str, int, bool]) -> tuple[str, int, bool] | None:
    who, offset, is_before = candidate
    who = re.sub(
        r"(?:\d+日|当天|昨天|今天|近日|日前|随后|同日|周[一二三四五六日]|星期[一二三四五六日])",
        "",
        who,
    )
    who = re.sub(r"(?:对此|此外|同时|其中|但|而|据|另外)", "", who)
    who = re.split(r"(?:在|对|向|于|就|也|还|又|则|对着|接受)", who)[0]
    return (who, offset, is_before) if 1 < len(who) <= 30 else None
