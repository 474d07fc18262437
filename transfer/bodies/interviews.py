"""Interviews that our exports wrote: names before the words, and questions in bold."""

from collections.abc import Iterator
from copy import deepcopy
from html import escape

from lxml.html import HtmlElement

from blog.content.document.interviews import NAME_ATTRIBUTES


def format_opening(interview: HtmlElement) -> str:
    """Return the opening tag for the editor's HTML."""
    names = ((name, " ".join(interview.get(name, "").split())) for name in NAME_ATTRIBUTES)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in names if value)
    return f"<section data-interview{attributes}>"


def read_turns(interview: HtmlElement) -> Iterator[HtmlElement]:
    """Return copies of the elements of an interview, without what an export added to them."""
    asks, answers = (" ".join(interview.get(name, "").split()) for name in NAME_ATTRIBUTES)
    for child in interview.iterchildren("*"):
        child = deepcopy(child)
        child.tail = None
        if child.get("data-question") is not None:
            _remove_emphasis(child)
            _remove_name(child, asks)
        elif child.tag == "p" and answers and _begins_with_name(child, answers):
            name = child[0]
            child.text = (name.tail or "").lstrip()
            name.tail = None
            child.remove(name)
            if not child.text_content().strip() and not len(child):
                continue
        yield child


def _remove_emphasis(question: HtmlElement) -> None:
    bold = question.find("strong")
    if bold is None or len(question) > 1:
        return
    if not f"{question.text or ''}{bold.tail or ''}".strip():
        bold.drop_tag()


def _remove_name(question: HtmlElement, name: str) -> None:
    text = question.text or ""
    if name and text.startswith(name):
        rest = text[len(name) :].lstrip()
        if rest.startswith((":", "：")):
            question.text = rest[1:].lstrip()


def _begins_with_name(paragraph: HtmlElement, name: str) -> bool:
    """Return whether a paragraph begins with a name and a colon in bold."""
    first = next(paragraph.iterchildren(), None)
    if first is None or first.tag not in ("strong", "b") or (paragraph.text or "").strip():
        return False
    text = " ".join(first.text_content().split())
    return text.startswith(name) and text[len(name) :].strip() in (":", "：")
