"""Interviews in prose: questions, answers, and the names of both people."""

from lxml.html import Element, HtmlElement

from blog.content.document.containers import is_top_level, wrap_loose_text

MAX_NAME_LENGTH = 200
NAME_ATTRIBUTES = ("data-interviewer", "data-interviewee")
_CONTENT_TAGS = {"p", "ul", "ol"}


def normalize_interviews(root: HtmlElement) -> None:
    """Keep interviews at the top level, with questions, and answers of paragraphs and lists.

    Anything else in them divides them, and one without a question becomes paragraphs. Removes
    sections in other blocks, and the marks of questions outside of interviews.
    """
    for element in list(root.iter("section")):
        if element.get("data-interview") is not None and is_top_level(element, root):
            _normalize_interview(element)
    for element in list(root.iter("section")):
        if not is_top_level(element, root):
            element.drop_tag()
    for paragraph in list(root.iter("p")):
        is_marked = paragraph.attrib.pop("data-question", None) is not None
        if is_marked and paragraph.getparent().get("data-interview") is not None:
            paragraph.set("data-question", "")


def _normalize_interview(interview: HtmlElement) -> None:
    wrap_loose_text(interview, "p")
    run: list[HtmlElement] = []
    for child in [*interview]:
        if child.tag not in _CONTENT_TAGS:
            _add_interview(interview, run)
            run = []
            interview.addprevious(child)
        elif child.text_content().strip():
            run.append(child)
    _add_interview(interview, run)
    interview.drop_tree()


def _add_interview(before: HtmlElement, content: list[HtmlElement]) -> None:
    """Insert the content as an interview with the names of the one that it was in."""
    if not any(child.get("data-question") is not None for child in content):
        for child in content:
            before.addprevious(child)
        return
    part = Element("section", {"data-interview": ""})
    for attribute in NAME_ATTRIBUTES:
        if name := " ".join(before.get(attribute, "").split())[:MAX_NAME_LENGTH]:
            part.set(attribute, name)
    part.extend(content)
    before.addprevious(part)
