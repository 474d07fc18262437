"""Speakers in Hebrew prose, which colons follow: 'שר הפנים דן לוי: “…”', 'דנה לוי אמרה:'."""

from blog.extraction.lines import is_office
from lib.lazy_regex import compile_lazily

_LETTER_RE = compile_lazily("[\u05d0-\u05ea]")
_VERBS = (
    "אמר|אמרה|הוסיף|הוסיפה|מסר|מסרה|כתב|כתבה|טען|טענה|ציין|ציינה|הדגיש|הדגישה|הגיב|הגיבה|השיב|השיבה|"
    "סיפר|סיפרה|הסביר|הסבירה|הבהיר|הבהירה|הצהיר|הצהירה|קבע|קבעה"
)
_TITLES = 'ח"כ|ח״כ|חה"כ|חה״כ|עו"ד|עו״ד|ד"ר|ד״ר|פרופ\'|פרופ׳|הרב|מר|גב\'|גב׳'
# Behind a name: on which occasion, and what about.
_OCCASION = "ב(?:מכתב|ראיון|ריאיון|דיון|כנס|נאום|תגובה|שיחה|פתח|טקס)|לאחר|לפני|על|לקראת|אתמול|היום"
_BEFORE_RE = compile_lazily(
    rf"(?:^|[.!?;]\s|\n)(?P<title>(?:(?:{_TITLES})\s)*)(?P<who>[^:.!?;,\n“”]{{3,80}}?)(?:,[^:\n“”]{{2,80}})?"
    rf"(?:\s(?P<verb>{_VERBS})(?:\s[^:\n“”]{{1,80}})?|\s(?:{_OCCASION})(?:\s[^:\n“”]{{1,80}})?)?:\s*$"
)
# 'על השלט': a preposition begins no subject.
_NO_SUBJECT_RE = compile_lazily(
    r"(?:על|אל|את|של|עם|לפי|בין|מאז|אחרי|לפני|זאת|זה|זו|זהו|זוהי|כך|שם)\s"
)


def find(before: str) -> tuple[str, int, bool] | None:
    """Return the words for a speaker before a colon, and their offset."""
    if not _LETTER_RE.search(before[-40:]):
        return None
    start = max(0, len(before) - 240)
    match = _BEFORE_RE.search(before, start)
    if match is None:
        return None
    tokens = match["who"].split()
    is_unnamed = len(tokens) < 3 and is_office(tokens[0])  # 'שר האוצר'
    is_holder = any(map(is_office, tokens)) and "של" not in tokens[1:2]  # 'התגובה של ראש העיר'
    is_sure = match["title"] or match["verb"] or is_holder
    if is_unnamed or not is_sure or _NO_SUBJECT_RE.match(match["who"]):
        return None
    named = [index + 1 for index, word in enumerate(tokens) if is_office(word)]
    behind = tokens[named[-1] :] if named else []  # 'יו״ר מפלגת הים דן לוי', 'מנכ״ל החברה דן לוי'
    is_long = len(behind) > 3 or len(behind) == 3 and behind[0].startswith("ה")
    who = " ".join(tokens[-2:]) if is_long else match["who"]
    return who, match.start("who") + match["who"].rindex(who), True
