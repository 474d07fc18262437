"""Speakers in Hebrew prose, which colons follow: 'שר הפנים דן לוי: “…”', 'דנה לוי אמרה:'."""

import re

from blog.extraction.lines import is_office
from lib.lazy_regex import compile_lazily

_LETTER_RE = compile_lazily("[\u05d0-\u05ea]")
_VERBS = (
    "אמר|אמרה|הוסיף|הוסיפה|מסר|מסרה|כתב|כתבה|טען|טענה|ציין|ציינה|הדגיש|הדגישה|הגיב|הגיבה|השיב|השיבה|"
    "סיפר|סיפרה|הסביר|הסבירה|הבהיר|הבהירה|הצהיר|הצהירה|קבע|קבעה"
)
_MORE_VERBS = (
    "הודה|הודתה|סיכם|סיכמה|התלונן|התלוננה|אמרו|טענו|הודיע|הודיעה|אומר|אומרת|מספר|מספרת|מסביר|מסבירה|כותב|כותבת|"
    "טוען|טוענת|מוסיף|מוסיפה"
)
_AFTER_RE = compile_lazily(
    rf"^[\s\"”״,–—-]{{1,5}}(?:{_VERBS}|{_MORE_VERBS})\s(?P<who>[^,.:;\n“”]{{3,80}})"
)
_ACCORDING_RE = compile_lazily(
    r"(?:^|[.!?;]\s|\n)(?:לדברי|לפי|על פי)\s(?P<who>[^.:;\n“”]{3,80}),\s[^.:;\n“”]{0,40}$"
)
# 'הקפטן, תומר לוי, סירב להתנצל:'
_APPOSED_RE = compile_lazily(
    r"(?:^|[.!?;]\s|\n)ה[^\s,]+(?:\s[^\s,]+){0,2},\s(?P<who>[^,.:;\n]{3,30}),\s[^.:;\n]{2,60}:\s*$"
)
_TITLES = 'ח"כ|ח״כ|חה"כ|חה״כ|עו"ד|עו״ד|ד"ר|ד״ר|פרופ\'|פרופ׳|הרב|מר|גב\'|גב׳'
# Behind a name: on which occasion, and what about.
_OCCASION = "ב(?:מכתב|ראיון|ריאיון|דיון|כנס|נאום|תגובה|שיחה|פתח|טקס)|לאחר|לפני|על|לקראת|אתמול|היום"
_BEFORE_RE = compile_lazily(
    rf"(?:^|[.!?;]\s|\n)(?P<title>(?:(?:{_TITLES})\s)*)(?P<who>[^:.!?;,\n“”]{{3,80}}?)(?P<apposition>,[^:\n“”]{{2,80}})?"
    rf"(?:\s(?P<verb>{_VERBS})(?:\s[^:\n“”]{{1,80}})?|\s(?:{_OCCASION})(?:\s[^:\n“”]{{1,80}})?)?:\s*$"
)
# 'על השלט': a preposition begins no subject.
_NO_SUBJECT_RE = compile_lazily(
    r"(?:על|אל|את|של|עם|לפי|בין|מאז|אחרי|לפני|זאת|זה|זו|זהו|זוהי|כך|שם)\s"
)
# Given names that are no other word, since no capital tells them: not 'נתן', 'gave'.
_GIVEN_NAME_RE = compile_lazily(
    r"אבי|אביב|אביגדור|אביגיל|אבישי|אברהם|אהרון|אוריה|אורלי|אורן|אייל|אילן|אילנה|אילת|איתי|"
    r"איתמר|אלון|אלי|אליהו|אליעזר|אמיר|אמנון|אסף|אפרים|אריאל|אריה|בועז|ביבי|בנימין|ברוך|גבי|"
    r"גדעון|גדי|גיא|גילה|גלית|גלעד|דב|דוד|דורון|דליה|דן|דנה|דני|דניאל|דפנה|הדס|הרצי|זאב|זהבה|"
    r"חנה|חנן|טל|יאיר|יהודה|יהונתן|יואב|יואל|יוחנן|יוסי|יוסף|יורם|יעל|יעקב|יפעת|יצחק|ירון|לאה|"
    r"ליאור|ליאת|לימור|מאיר|מיכאל|מיכל|מירב|מירי|משה|מתן|נועה|נועם|נחמן|ניצן|ניר|נעמה|נעמי|"
    r"נפתלי|סיגל|סיגלית|סתיו|עדי|עודד|עופר|עידו|עידית|עמוס|עמיר|עמית|ענת|ערן|פנינה|צבי|ציפי|"
    r"ראובן|רבקה|רון|רוני|רונית|רות|רחל|רינה|רמי|רן|שאול|שלמה|שלמית|שמואל|שמעון|שמרית|שרה|שרון|"
    r"תמר|תמי"
)
# What an apposition of a person begins with: 'דן לוי, תושב חיפה'.
_APPOSITION_RE = compile_lazily(
    r",\s(?:תושבת?|בנה?|בתו?|בן|בעל|בעלת|אם(?=\sל(?!א\s))|אב|אחיו|אחותו)\s"
)
# Behind an office, what is no name: 'השר עצמו', 'הנשיא לשעבר'.
_NO_NAME_RE = compile_lazily(
    r"ה(?!רצי$)|(?:לשעבר|אתמול|היום|עצמו|עצמה|כך|שלי?|שלנו|שלו|שלה|לא|כבר|הוא|היא|ב\S+)$"
)


def find(before: str, after: str) -> tuple[str, int, bool] | None:
    """Return the words for a speaker, their offset, and whether it counts in `before`."""
    if not _LETTER_RE.search(before[-40:] + after[:40]):
        return None
    start = max(0, len(before) - 240)
    for pattern, text, is_before in (
        (_AFTER_RE, after, False),
        (_ACCORDING_RE, before, True),
        (_APPOSED_RE, before, True),
    ):
        clause = pattern.search(text, start if is_before else 0)
        if clause and (name := _find_name(clause["who"])):
            return name, clause.start("who") + clause["who"].rindex(name), is_before
    match = _BEFORE_RE.search(before, start)
    if match is None:
        return None
    tokens = match["who"].split()
    if holder := _find_holder(tokens):
        return holder, match.start("who") + match["who"].rindex(holder), True
    is_unnamed = len(tokens) < 3 and _is_office(tokens[0])  # 'שר האוצר'
    is_holder = any(map(_is_office, tokens)) and "של" not in tokens[1:2]  # 'התגובה של ראש העיר'
    is_sure = match["title"] or match["verb"] or is_holder or _is_full_name(match, tokens)
    if is_unnamed or not is_sure or _NO_SUBJECT_RE.match(match["who"]):
        return None
    named = [index + 1 for index, word in enumerate(tokens) if _is_office(word)]
    behind = tokens[named[-1] :] if named else []  # 'יו״ר מפלגת הים דן לוי', 'מנכ״ל החברה דן לוי'
    is_long = len(behind) > 3 or len(behind) == 3 and behind[0].startswith("ה")
    who = " ".join(tokens[-2:]) if is_long else match["who"]
    return who, match.start("who") + match["who"].rindex(who), True


def _find_name(who: str) -> str:
    """Return the given name and the word behind it: 'אבי מזרחי' of 'המאמן אבי מזרחי בסיום'."""
    tokens = who.split()
    for index, token in enumerate(tokens[:6]):
        if _GIVEN_NAME_RE.fullmatch(token):
            surname = tokens[index + 1 : index + 2]
            if surname and surname[0] in ("בן", "בר", "אבו"):  # 'דוד בן גוריון'
                surname = tokens[index + 1 : index + 3]
            elif surname and _NO_NAME_RE.match(surname[0]):  # 'אמר דן אתמול'
                surname = []
            return " ".join([token, *surname]).strip(",")
    return ""


def _is_office(word: str) -> bool:
    return is_office(word.replace('"', "״"))  # 'יו"ר'


def _find_holder(tokens: list[str]) -> str:
    """Return the name behind an office with an article: 'הנשיא יצחק הרצוג', 'סגן השר דן לוי'."""
    office = 1 if tokens[0] in ("סגן", "סגנית") else 0
    name = tokens[office + 1 :]
    is_held = len(tokens) > office and tokens[office][0] == "ה" and _is_office(tokens[office][1:])
    is_named = 1 <= len(name) <= 3 and not any(map(_NO_NAME_RE.match, name[:1]))
    return " ".join(name) if is_held and is_named else ""


def _is_full_name(match: re.Match[str], tokens: list[str]) -> bool:
    """Return whether two words are a name: 'דן לוי, תושב חיפה', or 'דן לוי' in a new paragraph."""
    if len(tokens) != 2:
        return False
    apposition = match["apposition"] or ""
    begins_paragraph = match.start() == match.start("who") or match[0][0] == "\n"
    is_known = _GIVEN_NAME_RE.fullmatch(tokens[0]) and (apposition or begins_paragraph)
    return bool(is_known or _APPOSITION_RE.match(apposition))
