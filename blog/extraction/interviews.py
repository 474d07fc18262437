"""Interviews: paragraphs that begin with the name of who speaks, or with a letter for it."""

import re
from typing import TYPE_CHECKING

from blog.extraction.attribution import Attribution
from blog.extraction.blocks import Article, Block
from blog.extraction.named_people import register_names
from blog.extraction.people import Registry
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

if TYPE_CHECKING:
    from blog.extraction.set_off import SetOff

_INTERVIEW_RE = compile_lazily(
    r"^(?P<name>[^\W\d_][\w.’'-]*(?:\s[^\W\d_][\w.’'-]*){0,3}):\s+(?P<words>\S.*)$", re.DOTALL
)
_NO_INTERVIEW_RE = compile_lazily(
    r"^(?:note|update|editor’?s note|correction|warning|tip|source|photo|image|credit|"
    r"read more|related|see also|tags?|labels?|ps|p\.s\.|"
    r"question|answer|edit|example|result|conclusion|summary|abstract|date|time|place|where|"
    r"when|who|what|why|how|mise à jour|hinweis|"
    r"nota|anmerkung|quelle|fuente|sursa|источник|фото|update \d+|https?)$",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SENTENCE_END_RE = compile_lazily("[.!?…。！？।]")
_QUESTIONS = frozenset(load_tables("speech")["questions"].split("|"))
_ANSWERS = frozenset(load_tables("speech")["answers"].split("|"))


def list_names(blocks: list[Block]) -> set[str]:
    """Return the names with which at least two paragraphs begin, by turns: 'Lopez: Well, …'."""
    count: dict[str, int] = {}
    for block in blocks:
        if block.tag in _HEADINGS or not _SENTENCE_END_RE.search(block.text):
            continue  # 'Photos: Inside the Battle', 'RSS Feed: Most Read Stories'
        if (match := _INTERVIEW_RE.match(block.text)) and not _NO_INTERVIEW_RE.match(
            match["name"].strip()
        ):
            name = match["name"].strip()
            if name[0].isupper() and len(name) <= 40:
                count[name] = count.get(name, 0) + 1
    for name in count:  # 'Ann Lee: …', and from then on 'Lee: …'.
        surname = name.split()[-1]
        if surname != name and surname in count:
            count[name] += count[surname]
            count[surname] = max(count[surname], count[name])
    names = {name for name, number in count.items() if number >= 2}
    return names if len(names) >= 2 or any(count[name] >= 3 for name in names) else set()


def is_question(blocks: list[Block], index: int, names: set[str]) -> bool:
    """Tell whether a paragraph is the question above an answer with a name before it."""
    if not names or index + 1 == len(blocks):
        return False
    text = blocks[index].text.rstrip()
    return (
        text.endswith(("?", "？"))
        and len(text) < 600
        and bool(match_answer(blocks[index + 1], names))
        and not any(name in _QUESTIONS for name in names)
    )


def name_answers(quotations: "list[SetOff]", article: Article, language: str) -> None:
    """Give 'A:' the person whom the paragraphs above the interview name first, and 'Q:' nobody."""
    labels = {each.who.name for each in quotations if each.who}
    if not labels & _ANSWERS or not labels & _QUESTIONS:
        return
    first = next(each for each in quotations if each.who and each.who.name in _QUESTIONS | _ANSWERS)
    registry = Registry()
    for block in article.blocks:
        if block.start >= first.spans[0][0] or registry.people:
            break
        if block.is_used:
            continue
        register_names(registry, block.text, language)
    person = next(iter(registry.people.values()), None)
    for each in quotations:
        if each.who and each.who.name in _QUESTIONS | _ANSWERS:
            is_answer = each.who.name in _ANSWERS
            each.who = person if is_answer and person else Attribution()
            each.attribution = ""


def match_answer(block: Block, names: set[str]) -> re.Match[str] | None:
    """Match a paragraph that begins with one of the names: the groups `name` and `words`."""
    match = _INTERVIEW_RE.match(block.text) if names else None
    return match if match and match["name"].strip() in names else None
