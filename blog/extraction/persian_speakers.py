"""Speakers in Persian prose, whose verb of saying ends the clause: 'مریم رضایی وزیر شیلات گفت:'."""

import re

from lib.lazy_regex import compile_lazily

PRONOUNS = frozenset(["او", "وی"])
_LETTERS_RE = compile_lazily("[پچژگیک]")
_OFFICES = (
    r"وزیر|سخنگوی?|رئیس|رییس|رئیس‌جمهور\S*|نماینده|معاون|دبیر|دبیرکل|مدیر|مدیرکل|مدیرعامل|فرمانده|استاندار|"
    r"فرماندار|شهردار|عضو|سرپرست|سفیر|استاد|کارشناس|پژوهشگر|نویسنده|بازیگر|مربی|سرمربی|کارگردان|داور|منتقد|خواننده|بازیکن|کاپیتان|شاعر|پزشک|معلم|کشاورز|رهبر|دادستان|وکیل|مشاور"
)
_VERBS = (
    r"گفت|می‌گوید|می گوید|افزود|نوشت|نوشته است|گفته است|"
    r"(?:اظهار|تاکید|تأکید|تصریح|بیان|اعلام|خاطرنشان|اضافه|عنوان|اشاره|توییت) "
    r"(?:کرد|کرده است|داشت)|"
    r"با (?:بیان|تاکید بر|تأکید بر|اشاره به) این\s?که|"
    r"ادامه داد|توضیح داد|پاسخ داد|یادآور شد|متذکر شد|مدعی شد"
)
_NO_NAME = (
    rf"(?:{_OFFICES}|به|در|با|از|این|آن|که|برای|اما|همچنین|پس|بر|تا|یک|دو|روی|زیر|کنار|پشت|بالای)\s"
)
_SUBJECT_RE = compile_lazily(
    rf"(?:^|[.!؟؛:\n]\s?|به گزارش [^،.]{{2,40}}،\s)\W?\W?(?:(?:دکتر|آقای|خانم|مهندس|سید)\s)?"
    rf"(?P<who>(?:او|وی)(?=\s)|(?!{_NO_NAME})[^\s،.:«»]+(?:\s(?!{_NO_NAME}|(?:{_VERBS})\s)[^\s،.:«»]+){{0,2}}?)"
    rf"(?:،?\s{{1,2}}(?:{_OFFICES}|در|با|به|از|طی|پیرامون|درباره|درمورد|ضمن|همچنین)\s[^«».]{{0,160}}?)?"
    rf"،?\s(?:{_VERBS})\s?(?:که)?\s?[:،]?\s*$"
)

# 'کارگردان فیلم، آرش بهرامی، در پاسخ گفت:'
_APPOSED_RE = compile_lazily(
    rf"(?:^|[.!؟؛:\n]\s?)(?:{_OFFICES})[^،.:«»]{{0,40}}،\s(?P<who>[^\s،.:«»]+\s[^\s،.:«»]+)،\s"
    rf"[^«».]{{0,80}}?(?:{_VERBS})\s?(?:که)?\s?[:،]?\s*$"
)
# 'مریم کاظمی، داور جشنواره، این فیلم را «…» خواند'
_CALLED_RE = compile_lazily(
    r"(?:^|[.!؟؛:\n]\s?)(?!دیروز|امروز|پیشتر|سپس|در\s|این\s|آن\s)"
    rf"(?P<who>(?:{_OFFICES})(?:\s(?!این|آن)[^\s،.:«»]+){{1,2}}|[^\s،.:«»]+(?:\s(?!این\s|آن\s|یک\s)[^\s،.:«»]+)?)"
    r"(?:،[^،«».]{2,60}،)?\s[^«».]{2,80}\sرا\s*$"
)
_CALLING_RE = compile_lazily(r"[\s،]{0,3}(?:خواند|دانست|نامید|توصیف کرد|ارزیابی کرد|عنوان کرد)")


def is_persian(text: str) -> bool:
    """Return whether a text has letters that Arabic lacks."""
    return _LETTERS_RE.search(text) is not None


def find(before: str, after: str) -> tuple[str, int, bool] | None:
    """Return the subject of the sentence around a passage, and its offset in `before`."""
    start = max(0, len(before) - 260)
    called = _CALLED_RE.search(before, start) if _CALLING_RE.match(after) else None
    if apposed := called or _APPOSED_RE.search(before, start):
        return apposed["who"], apposed.start("who"), True
    match = next(iter([*_SUBJECT_RE.finditer(before, start)][-1:]), None)
    if match is None or re.fullmatch(r"\S{1,2}", match["who"]) and match["who"] not in PRONOUNS:
        return None
    return match["who"], match.start("who"), True
