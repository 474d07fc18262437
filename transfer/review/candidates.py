"""Candidates for quotations in a document, and the document with some of them raised."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import lxml.html

from blog.common import markup
from blog.content.document import Document
from blog.content.document.nodes import Node, Paragraph, ProseNode, QuotationNode
from blog.extraction.attribution_lines import clean_attribution
from blog.extraction.attribution_text import format_attribution
from blog.extraction.language import detect_language
from blog.extraction.lines import is_name
from blog.extraction.people import Registry
from blog.extraction.set_off import SetOff, find_set_off
from transfer.review.context_above import describe_above, find_element_above
from transfer.review.lines import DocumentLines, ProseLine, cut_inline, read_line, read_lines
from transfer.review.lines_above import LineAbove, find_lines_above
from transfer.review.reading import Reading

MAX_ATTRIBUTION = 500
MAX_URL = 1000


@dataclass(frozen=True)
class Candidate:
    """A quotation that a post may have.

    `node`, `first` and `last` are the elements of prose that it would replace, `last_word` the last
    one with its words; `paragraphs` are INLINE HTML, as are `lines`, those of the attribution.
    `context` are the lines as they stand, with the one above. `key` stays the same as long as words
    and attribution do. If the attribution is the line above, `earlier` is the candidate as earlier
    versions found it: with the name alone, with the line below, or without an attribution.
    """

    node: int
    first: int
    last: int
    paragraphs: tuple[str, ...]
    attribution: str
    url: str
    evidence: str
    shape: str
    context: tuple[str, ...] = ()
    last_word: int = 0
    lines: tuple[str, ...] = ()
    earlier: "Candidate | None" = None

    @property
    def line(self) -> str:
        return "\n".join(map(markup.plain_text, self.lines))

    @property
    def text(self) -> str:
        return "\n".join(map(markup.plain_text, self.paragraphs))

    @property
    def key(self) -> str:
        return sha256(f"{self.text}\0{self.attribution}\0{self.url}".encode()).hexdigest()


def find_candidates(document: Document) -> list[Candidate]:
    """Return the candidates of a document, in order. No query; some milliseconds."""
    lines = read_lines(document)
    language, registry = detect_language(lines.article.text), Registry()
    quotations = find_set_off(lines.article, language, registry)
    built = (_build(each, document, lines, language) for each in quotations)
    candidates = [candidate for candidate in built if candidate]
    return _attribute_from_above(document, lines, candidates)


def select_candidates(document: Document, keys: Collection[str]) -> list[Candidate]:
    """Return the candidates with these keys; as earlier versions found them if that has the key."""
    candidates = find_candidates(document)
    matching = [each if each.key in keys else each.earlier for each in candidates]
    return [each for each in matching if each and each.key in keys]


@dataclass(frozen=True)
class Correction:
    """What somebody corrected of a candidate: how its line is read, and whom it names.

    `attribution` is for a quotation without one.
    """

    reading: Reading
    is_attribution: bool = True
    attribution: str = ""


def raise_candidates(
    document: Document,
    candidates: Sequence[Candidate],
    corrections: Mapping[str, Correction] | None = None,
) -> None:
    """Replace candidates of a document, in their order, by quotations, in place.

    `corrections` are those of some candidates, by their keys.
    """
    for candidate in reversed(candidates):
        correction = (corrections or {}).get(candidate.key)
        nodes = build_nodes(document, candidate, correction)
        document.nodes[candidate.node : candidate.node + 1] = nodes


def leave_line_out(candidate: Candidate) -> Candidate:
    """Return a candidate whose line is no attribution: a line within the block quote becomes a part
    of the quotation, one below stays in the text. The link of such a line is not the source."""
    is_inside = candidate.last_word == candidate.last
    return replace(
        candidate,
        last=candidate.last_word,
        paragraphs=(*candidate.paragraphs, *(candidate.lines if is_inside else ())),
        attribution="",
        url="",
    )


def build_nodes(
    document: Document, candidate: Candidate, correction: Correction | None = None
) -> list[Node]:
    """Return the nodes that replace the prose of a candidate: before, the quotation, after."""
    if correction and not correction.is_attribution:
        candidate = leave_line_out(candidate)
    prose = document.nodes[candidate.node]
    assert isinstance(prose, ProseNode)
    root = markup.parse_fragment(prose.html)
    elements = list(root)
    before, after = elements[: candidate.first], elements[candidate.last + 1 :]
    quotation = QuotationNode(
        [Paragraph(None, html) for html in candidate.paragraphs],
        attribution=candidate.attribution,
        url=candidate.url,
    )
    if correction and correction.is_attribution:
        quotation.attribution = quotation.attribution or correction.attribution
        quotation.source = replace(correction.reading.source)
        quotation.speaker = replace(correction.reading.speaker)
        quotation.date_said = correction.reading.date_said
        quotation.by_hand = "date_said"
    count = sum(len(element.findall(".//q")) + (element.tag == "q") for element in before)
    nodes: list[Node] = []
    if before:
        nodes.append(replace(prose, html=_join(before), quotations=prose.quotations[:count]))
    nodes.append(quotation)
    if after:
        nodes.append(replace(prose, html=_join(after), quotations=prose.quotations[count:]))
    return nodes


def _build(
    set_off: SetOff, document: Document, lines: DocumentLines, language: str
) -> Candidate | None:
    """Return None for what cannot be raised without losing something around it."""
    parts = [lines.find(block) for block in set_off.blocks]
    used = [lines.find(block) for block in set_off.used]
    everything = [*parts, *used]
    if len({line.node for line in everything}) != 1 or any(line.line is None for line in parts):
        return None
    numbers = {line.element for line in everything}
    first, last = min(numbers), max(numbers)
    covered = [line for line in lines.lines if line.node == parts[0].node]
    covered = [line for line in covered if first <= line.element <= last]
    if numbers != set(range(first, last + 1)) or len(covered) != len(everything):
        return None
    root = lines.roots[parts[0].node]
    elements = list(root)[first : last + 1]
    if any(element.find(".//q") is not None or element.find(".//small") is not None
           for element in elements):  # fmt: skip
        return None
    paragraphs = tuple(
        drop_marks(cut_inline(line.line, start - _get_start(line), end - _get_start(line)), line)
        for line, (start, end) in zip(parts, set_off.spans, strict=True)
        if line.line is not None
    )
    if not all(markup.plain_text(html).strip() for html in paragraphs):
        return None
    attribution = set_off.attribution
    if not attribution and set_off.who and is_name(set_off.who.name):
        # A sentence above names the speaker; what else it says of them is not certain.
        is_sure = set_off.evidence != "lead_in"
        attribution = format_attribution(set_off.who, language) if is_sure else set_off.who.name
    attribution = " ".join(attribution.split())
    if len(used) == 1 and "<br" in (html := _read_used(used[0])):
        line = clean_attribution(markup.plain_text(html.replace("\n", " ")))
        attribution = join_lines(line) if " ".join(line.split()) == attribution else attribution
    if len(attribution) > MAX_ATTRIBUTION or len(set_off.url) > MAX_URL:
        return None
    if looks_like_code("\n".join(map(markup.plain_text, paragraphs))):
        return None
    used_lines = tuple(_read_used(line) for line in used if re.search(r"\w", line.block.text))
    start = next(number for number, line in enumerate(lines.lines) if line is covered[0])
    shown = lines.lines[max(0, start - 1) : start + len(covered)]
    above = find_element_above(document, lines, parts[0].node, first)
    return Candidate(
        node=parts[0].node,
        first=first,
        last=last,
        paragraphs=paragraphs,
        attribution=attribution,
        url=set_off.url,
        evidence=set_off.evidence,
        shape=build_shape(set_off, parts, used, attribution, describe_above(above)),
        context=tuple(line.block.text for line in shown),
        last_word=max(line.element for line in parts),
        lines=used_lines,
    )


def _attribute_from_above(
    document: Document, lines: DocumentLines, candidates: list[Candidate]
) -> list[Candidate]:
    """Return the candidates, those under a line that attributes them with its attribution.

    An attribution within a block quote is never replaced; one below is, if it attributes the next.
    """
    inner = {
        (each.node, each.first)
        for each in candidates
        if get_line_place(each.shape) in ("inside", "named")
    }
    above = find_lines_above(document, lines, inner)
    elements = {id(line.element) for line in above.values()}
    taken = set[int]()
    result = []
    for each in candidates:
        candidate, line = each, above.get((each.node, each.first))
        place = get_line_place(each.shape)
        if place == "below":
            below = lines.roots[each.node][each.last]
            if line and id(below) in elements and each.last == each.last_word + 1:
                candidate, place = leave_line_out(each), "none"
            taken.add(0 if candidate is not each else id(below))
        if line and place in ("none", "above") and id(line.element) not in taken:
            candidate = _attribute(candidate, line, lines, earlier=each)
        result.append(candidate if candidate.earlier else each)
    return result


def _attribute(
    candidate: Candidate, line: LineAbove, lines: DocumentLines, earlier: Candidate
) -> Candidate:
    """Return a candidate with the attribution of the line above, itself if it has the same one."""
    block = next(each.block for each in lines.lines if each.line is line.element)
    url = candidate.url or block.find_link(line.text)
    if candidate.attribution == line.text or len(url) > MAX_URL:
        return candidate
    link = "link" if url else "nolink"
    shape = f"quote line_above plain {link} form {describe_above(line.element)}"
    length = len(earlier.context) - (earlier.last - candidate.last)
    return replace(
        candidate,
        attribution=line.text,
        url=url,
        lines=(),
        evidence="form",
        shape=shape,
        context=earlier.context[:length],
        earlier=earlier,
    )


def join_lines(text: str) -> str:
    """Join the lines of an attribution into one, at commas: 'Jane Doe, The Herald, 3 May 2015'.

    A line that goes on in lower case, or behind a short word such as "of", is one with that before.
    """
    joined = ""
    for line in filter(None, (" ".join(each.split()) for each in text.splitlines())):
        last = joined.rpartition(" ")[2]
        is_wrapped = last.islower() and (line[0].islower() or len(last) <= 3)
        is_separated = joined.endswith(tuple(",;:–—-&/")) or line[0] in ",;:–—-&/("
        joined += ("" if not joined else " " if is_wrapped or is_separated else ", ") + line
    return joined


def _read_used(line: ProseLine) -> str:
    """Return a line of an attribution as INLINE HTML."""
    if line.line is None:
        return str(markup.escape(line.block.text))
    return cut_inline(line.line, 0, len(read_line(line.line)))


def drop_marks(html: str, line: ProseLine) -> str:
    """Leave out the marks of an e-mail, '>', before the later lines of a paragraph that has them.

    The engine has left out the first one.
    """
    if not line.block.text.lstrip().startswith(">"):
        return html
    return re.sub(r"(<br ?/?>\s*)(?:&gt;\s?)+", r"\1", html)


def _get_start(line: ProseLine) -> int:
    """Return where the text of a line's element begins in the article."""
    assert line.line is not None
    text = read_line(line.line)
    return line.block.start - (len(text) - len(text.lstrip()))


def build_shape(
    set_off: SetOff, parts: list[ProseLine], used: list[ProseLine], attribution: str, above: str
) -> str:
    """Return the shape of a quotation: 'quote below dash link strong'.

    Its parts are where the words are, where the attribution is, how that begins, whether it has a
    link, and the evidence; if the attribution is not in a line of its own, inside or below, or in
    the paragraph with the words, also what stands above: 'quote none plain nolink form heading'.
    """
    form = "quote" if parts[0].block.quote else "paragraph"
    is_introduced, evidence = set_off.evidence == "lead_in", set_off.evidence
    if used:
        place = "inside" if used[0].block.quote else "below"
    elif attribution:
        place = "above" if is_introduced else "named"
    else:
        # A sentence above that names nobody is described by its form.
        place, evidence = "none", "form" if is_introduced else evidence
    start = used[0].block.text[:1] if used else ""
    begin = (
        "dash" if start in "—–-―~" and start else "bracket" if start in "([" and start else "plain"
    )
    shape = [form, place, begin, "link" if set_off.url else "nolink", evidence]
    has_own_line = used or (set_off.attribution and not is_introduced)
    return " ".join(shape if has_own_line else [*shape, above])


def get_line_place(shape: str) -> str:
    """Return where the attribution of a shape is: 'inside', 'below', 'line_above', 'above' (in a
    sentence), 'named' or 'none'."""
    return shape.split(" ")[1]


def says_what_is_above(shape: str) -> bool:
    """Return whether a shape has a part for what stands above the quotation."""
    return shape.count(" ") == 5


def list_earlier_shapes(shape: str) -> list[str]:
    """Return the shapes that a candidate of this one may have in an earlier version.

    They do not say what stands above the quotation, or not that it has a link. A sentence above
    that names nobody was taken for an introduction then, and an attribution without a name for one
    elsewhere.
    """
    if not says_what_is_above(shape):
        return []
    form, place, begin, link, evidence, above = shape.split(" ")
    shapes = [" ".join((form, place, begin, link, evidence))]
    if above == "linked":
        shapes += [f"{shapes[0]} {each}" for each in ("prose", "line")]
    if place == "none":
        shapes.append(" ".join((form, "named", begin, link, evidence)))
        if evidence == "form":
            shapes.append(" ".join((form, "above", begin, link, "lead_in")))
    return shapes


# Prompts and commands at the beginning of a line.
_COMMAND_RE = re.compile(
    r"^\s*(?:[$>#%]\s|(?:sudo|git|npm|pip3?|brew|apt(?:-get)?|yum|cd|ls|rm|cp|mv|mkdir|chmod|"
    r"chown|curl|wget|ssh|docker|python3?|ruby|gem|bundle|rake|make|vim?|nano|echo|export|cat|grep|"
    r"kill|systemctl|service|mysql|psql|import|def|var|let|const|function|return|select)\s)",
    re.I | re.M,
)
_SYNTAX_RE = re.compile(r"[{}<>|\\$=_@#*/]|::|->|;\s*$|\(\)", re.M)
_SENTENCE_END_RE = re.compile(r"[.!?…。！？؟।:»”\"’)]\s*$")


def looks_like_code(text: str) -> bool:
    """Return whether a text is a listing, shell output or formulas, and nothing that is said."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    visible = re.sub(r"\s", "", text)
    letters = sum(map(str.isalpha, visible))
    if not visible or letters < 0.6 * len(visible):
        return True
    if len(_COMMAND_RE.findall(text)) >= max(1, len(lines) / 2) and not _is_sentence(lines[0]):
        return True
    if len(_SYNTAX_RE.findall(text)) > len(visible) / 20:
        return True
    has_sentence = any(line[:1].isupper() for line in lines) and bool(_SENTENCE_END_RE.search(text))
    return len(lines) > 1 and not has_sentence and text.isascii()


def _is_sentence(line: str) -> bool:
    return bool(_SENTENCE_END_RE.search(line)) and (line[:1].isupper() or not line[:1].isalpha())


def _join(elements: list[lxml.html.HtmlElement]) -> str:
    return "".join(lxml.html.tostring(each, encoding="unicode") for each in elements)
