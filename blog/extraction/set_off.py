"""Quotations on lines of their own, in marks, blockquotes or cards, with their attribution."""

import re
from dataclasses import dataclass, field, replace
from itertools import takewhile

from blog.extraction import cues, interviews
from blog.extraction.attribution import Attribution, parse_attribution
from blog.extraction.attribution_lines import (
    clean_attribution,
    find_line_behind,
    find_tail_attribution,
    is_dash_attribution,
    is_last_line_attribution,
    looks_like_attribution,
)
from blog.extraction.blocks import Article, Block
from blog.extraction.false_quotations import is_long_enough, is_quotation
from blog.extraction.inner_attributions import split_at_attributions
from blog.extraction.line_forms import is_forum_line
from blog.extraction.lines import is_name
from blog.extraction.marks import Marked, find_marked, trim_span
from blog.extraction.named_people import register_names
from blog.extraction.people import Registry, Speaker, is_description
from blog.extraction.speakers import find_speaker
from lib.lazy_regex import compile_lazily

# 'Ann Lee in her last interview', 'Anna Kraus im Gespräch'.
_OCCASION_RE = compile_lazily(
    r"(?P<name>[^\W\d_][\w’'.-]+(?:\s[^\W\d_][\w’'.-]+){1,3})\s(?:in|im|am|bei|auf|vor|to|at|"
    r"during|speaking|dans|"
    r"lors|à|en|durante|nel|nella|a|em|no|na|op|i|w|v|ve|în|la|в|на|у)\s(?=\S+\s?\S*)"
)
_BULLET_RE = compile_lazily(r"^\s*(?:[•·▪◦‣*]|[-–—](?=\s*[“\"«„])|\(?\d{1,2}[.)])\s*")
_LIST_LINE_RE = compile_lazily(r"\s*(?:[—–―•*#>|-]|\d+[.)])\s*")
_EMBED_RE = compile_lazily(
    r"^(?:--|[—–-])\s*(?P<name>.{1,80}?)\s*\((?:@\w{1,40})\)\s*(?P<rest>.*)$"
)


@dataclass(slots=True)
class SetOff:
    """One quotation: its paragraphs as offsets, and the line that attributes it.

    `blocks` has the block of each span; `used` the other blocks that belong to the quotation.
    """

    spans: list[tuple[int, int]]
    blocks: list[Block]
    evidence: str
    attribution: str = ""
    url: str = ""
    who: Attribution | None = None
    speaker: Speaker | None = None
    used: list[Block] = field(default_factory=list)

    def text(self, article: Article) -> str:
        """Return the text of the quotation, with a newline between paragraphs."""
        return "\n".join(article.text[start:end] for start, end in self.spans)


def find_set_off(article: Article, language: str, registry: Registry) -> list[SetOff]:
    """Return the quotations that are set off, in order; their blocks are marked as used."""
    quotations: list[SetOff] = []
    blocks = [block for block in article.blocks if block.text.strip()]
    index = 0
    names = interviews.list_names(blocks)
    while index < len(blocks):
        block = blocks[index]
        if block.is_used:
            index += 1
            continue
        length, result = 1, list[SetOff]()
        if block.quote:
            length, result = _from_quote(article, blocks, index)
        elif block.text.lstrip().startswith(">") and not article.is_html:
            length, result = _from_markdown(article, blocks, index)
        elif match := interviews.match_answer(block, names):
            result = [_from_interview(article, block, match)]
        elif interviews.is_question(blocks, index, names):
            result = [SetOff([(block.start, block.end)], [block], "strong")]
            result[0].who = Attribution()
        else:
            length, result = _from_marks(article, blocks, index, language)
            if not result and not article.is_html:
                length, result = _from_dash_line(article, blocks, index)
        for each in result:
            for part in (*each.blocks, *each.used):
                part.is_used = True
        quotations += result
        index += max(1, length)
    _share_attributions(quotations)
    interviews.name_answers(quotations, article, language)
    named, place = Registry(), 0  # The people whom the text above each quotation names.
    for each in quotations:
        while place < len(blocks) and blocks[place].start < each.spans[0][0]:
            if not blocks[place].quote:
                register_names(named, blocks[place].text, language)
            place += 1
        _credit(article, each, blocks, language, named)
        if each.who and each.who.kind == "person":
            registry.add(each.who)
            registry.voices.add(each.who.name)
    return [each for each in quotations if not _is_repeated(article, each)]


def _is_repeated(article: Article, each: SetOff) -> bool:
    """Return whether a pull quote repeats words of the text, where they are read with a speaker."""
    if each.evidence != "form" or each.attribution or not article.is_html:
        return False
    repeated = each.text(article).strip(" \n“”„\"«»‘’',.…!?")
    return len(repeated) > 15 and article.text.count(repeated) > 1


def list_voices(quotations: list[SetOff]) -> list[tuple[int, Attribution]]:
    """Return the persons who said quotations, each with the offset of the words."""
    return [
        (each.spans[0][0], each.who)
        for each in quotations
        if each.who and each.who.kind == "person" and each.who.name
    ]


def _from_quote(article: Article, blocks: list[Block], index: int) -> tuple[int, list[SetOff]]:
    """A blockquote or card: its paragraphs, a cite or dash line at its end, else the line below."""
    number = blocks[index].quote
    members = list(takewhile(lambda block: block.quote == number, blocks[index:]))
    length = len(members)
    paragraphs = [block for block in members if not block.is_used]
    attribution, url, used, evidence = "", "", [], "form"
    if any(
        block.is_in(".twitter-tweet", ".instagram-media", ".bluesky-embed", ".mastodon-embed")
        for block in paragraphs
    ):
        return length, _from_embed(paragraphs)
    cite = [
        block
        for block in paragraphs
        if block.is_cite
        or block.is_in(
            "cite",
            "footer",
            "figcaption",
            ".attribution",
            ".quote-author",
            ".wp-block-quote__citation",
            ".kg-quote-source",
            ".blockquote-footer",
            ".author",
            ".source",
        )
    ]
    dashes = [block for block in paragraphs if not block.text.strip(" —–―-~")]
    paragraphs = [block for block in paragraphs if block not in dashes]
    if cite and len(cite) < len(paragraphs):
        attribution = " ".join(block.text for block in cite)
        used, paragraphs, evidence = (
            [*cite, *dashes],
            [block for block in paragraphs if block not in cite],
            "explicit",
        )
        url = next(filter(None, (block.url for block in cite)), "")
    elif len(paragraphs) > 1 and is_last_line_attribution(paragraphs[-1].text, paragraphs[-2].text):
        attribution, used, evidence = paragraphs[-1].text, [paragraphs[-1]], "strong"
        url = paragraphs[-1].url
        paragraphs = paragraphs[:-1]
    url = url or next(
        (block.cite_url for block in members if block.cite_url.startswith("http")), ""
    )
    if url and evidence == "form":
        evidence = "explicit"
    if not paragraphs or not is_quotation(paragraphs, bool(attribution or url)):
        return length, []
    spans = [_strip_marks(article.text, block.start, block.end) for block in paragraphs]
    last_start, last_end = spans[-1]
    has_link = bool(paragraphs[-1].links)
    if not attribution and (
        cut := find_tail_attribution(article.text, last_start, last_end, has_link=has_link)
    ):
        spans[-1], attribution = (last_start, cut[0]), cut[1]
        spans[-1] = _strip_marks(article.text, *spans[-1])
        evidence = "strong"
        url = url or paragraphs[-1].find_link(attribution)
    result = SetOff(spans, paragraphs, evidence, clean_attribution(attribution), url, used=used)
    return length + _attribute_from_below(result, blocks, index + length, strict=True), [result]


def _from_embed(paragraphs: list[Block]) -> list[SetOff]:
    body, quoted, line, url = [], list[Block](), "", ""
    for block in paragraphs:
        match = _EMBED_RE.match(block.text) or re.search(
            r"(?:--|[—–])\s*(?P<name>[^—–]{1,80}?)\s*\(@\w{1,40}\)\s*(?P<rest>.*)$", block.text
        )
        if match:
            line = block.text[match.start() :]
            url = next(
                (link for _, link in reversed(block.links) if "/status" in link or "/p/" in link),
                block.links[-1][1] if block.links else "",
            )
            if match.start():
                body.append((block.start, block.start + len(block.text[: match.start()].rstrip())))
                quoted.append(block)
        else:
            body.append((block.start, block.end))
            quoted.append(block)
    if not body:
        return []
    others = [block for block in paragraphs if block not in quoted]
    return [SetOff(body, quoted, "explicit", clean_attribution(line), url, used=others)]


def _from_markdown(article: Article, blocks: list[Block], index: int) -> tuple[int, list[SetOff]]:
    members = list(takewhile(lambda block: block.text.startswith(">"), blocks[index:]))
    spans, nonempty = [], []
    for block in members:
        match = re.match(r"^[\s>]+", block.text)
        start = block.start + (match.end() if match else 0)
        if start < block.end:
            spans.append((start, block.end))
            nonempty.append(block)
    if not spans:
        return len(members), []
    attribution = ""
    if len(spans) > 1 and is_last_line_attribution(
        article.text[slice(*spans[-1])], article.text[slice(*spans[-2])]
    ):
        attribution = article.text[slice(*spans.pop())]
    spans = [_strip_marks(article.text, *span) for span in spans]
    if not attribution and (cut := find_tail_attribution(article.text, *spans[-1])):
        spans[-1], attribution = _strip_marks(article.text, spans[-1][0], cut[0]), cut[1]
    paragraphs = nonempty[: len(spans)]
    others = [block for block in members if block not in paragraphs]
    evidence = "strong" if attribution else "form"
    result = SetOff(spans, paragraphs, evidence, clean_attribution(attribution), used=others)
    length = len(members)
    length += _attribute_from_below(result, blocks, index + length, strict=True)
    if not is_quotation(nonempty, bool(result.attribution)):
        return len(members), []
    return length, [result]


def _from_interview(article: Article, block: Block, match: re.Match[str]) -> SetOff:
    start = block.start + match.start("words")
    result = SetOff(
        [_strip_marks(article.text, start, block.end)], [block], "strong", match["name"].strip()
    )
    result.who = parse_attribution(match["name"].strip())
    return result


def _from_marks(
    article: Article, blocks: list[Block], index: int, language: str
) -> tuple[int, list[SetOff]]:
    """Lines that are wholly in marks, and several that reopen them."""
    block = blocks[index]
    text = article.text
    start = block.start
    bullet = _BULLET_RE.match(block.text)
    if bullet and block.text[bullet.end() : bullet.end() + 1] in '"“«„»”‘「『':
        start += bullet.end()
    if start >= block.end or text[start] not in "\"“«„»”‘「『'‚":
        return 1, []
    if index and _is_left_open(text, blocks[index - 1]):
        return 1, []  # Goes on with the speech of the paragraph above.
    marks = find_marked(text, start, block.end)
    if not marks or marks[0].start != start:
        return 1, []
    first = marks[0]
    if not first.is_closed:
        return _from_open_run(article, blocks, index, first)
    rest = text[first.end : block.end]
    if not rest.strip(" .,;:!?…") or re.fullmatch(r"\s*[\[(]\d{1,3}[\])]\W*", rest):
        inner = first.inner(text)
        result = SetOff([inner], [block], "form")
        length = 1 + _attribute_from_below(result, blocks, index + 1)
        if not is_long_enough(text[slice(*inner)]) and not result.attribution:
            return 1, []
        if not result.attribution and len(split_at_attributions(text, first, language)) > 1:
            return 1, []  # '« Il part, explique Ann Roux. Nous restons. »'
        return length, [result]
    line = find_line_behind(rest)
    if line and len(marks) == 1 and is_long_enough(text[first.start : first.end]):
        line = clean_attribution(line)
        return 1, [SetOff([first.inner(text)], [block], "strong", line, block.find_link(line))]
    return 1, []


def _from_dash_line(article: Article, blocks: list[Block], index: int) -> tuple[int, list[SetOff]]:
    """Adjacent lines of plain text without marks, the last of which is a dash and a name."""
    if index and _is_next_line(article, blocks[index - 1], blocks[index]):
        return 1, []
    members = [blocks[index]]
    for block in blocks[index + 1 : index + 20]:
        if block.is_used or not _is_next_line(article, members[-1], block):
            break
        members.append(block)
    *lines, last = members
    is_end = index + len(members) == len(blocks)
    if (
        not lines
        or not is_dash_attribution(last.text.strip())
        or is_end  # The author's own name.
        or lines[-1].text.rstrip().endswith((",", ":"))
        or any(_LIST_LINE_RE.match(line.text) for line in lines)
        or not is_long_enough(" ".join(line.text for line in lines))
    ):
        return 1, []
    spans = [trim_span(article.text, line.start, line.end) for line in lines]
    line = clean_attribution(last.text)
    return len(members), [SetOff(spans, lines, "strong", line, last.url, used=[last])]


def _is_next_line(article: Article, above: Block, below: Block) -> bool:
    """Return whether no empty line divides two lines, which it may if both are indented."""
    lines = article.text[above.end : below.start].count("\n")
    return (
        lines == 1 or lines == 2 and _is_indented(article, above) and _is_indented(article, below)
    )


def _is_indented(article: Article, block: Block) -> bool:
    start = article.text.rfind("\n", 0, block.start) + 1
    return bool(re.match(r"\t| {2}", article.text[start : start + 2]))


def _is_left_open(text: str, block: Block) -> bool:
    marks = find_marked(text, block.start, block.end) if len(block.text) < 5_000 else []
    return bool(marks) and not marks[-1].is_closed and marks[-1].start > block.start


def _from_open_run(
    article: Article, blocks: list[Block], index: int, first: Marked
) -> tuple[int, list[SetOff]]:
    """Read paragraphs of one quotation: each opens its mark anew, or only the first does."""
    text = article.text
    spans = [(first.start + 1, blocks[index].end)]
    members = [blocks[index]]
    for place in range(index + 1, min(index + 40, len(blocks))):
        block = blocks[place]
        if block.is_used or block.quote:
            break
        if block.text[0] in "\"“«„»”‘「『'":
            marks = find_marked(text, block.start, block.end)
            if not marks or marks[0].start != block.start:
                break
            mark = marks[0]
            members.append(block)
            if not mark.is_closed:
                spans.append((block.start + 1, block.end))
                continue
            spans.append(mark.inner(text))
            rest = text[mark.end : block.end]
            if not rest.strip(" .,;"):
                return _close_run(article, blocks, index, spans, members)
            line = clean_attribution(find_line_behind(rest))
            spans = [trim_span(text, *span) for span in spans]
            return (len(members), [SetOff(spans, members, "strong", line)]) if line else (1, [])
        closing = [
            position
            for position, character in enumerate(block.text)
            if character in '”"»“」』' and position > len(block.text) - 4
        ]
        if closing and not re.search(r"[“«„\"]", block.text[: closing[-1]]):
            spans.append((block.start, block.start + closing[-1]))
            members.append(block)
            return _close_run(article, blocks, index, spans, members)
        if re.search(r"[“«„\"]", block.text):
            break
        spans.append((block.start, block.end))
        members.append(block)
        if len(members) > 12:
            break
    return 1, []


def _close_run(
    article: Article,
    blocks: list[Block],
    index: int,
    spans: list[tuple[int, int]],
    members: list[Block],
) -> tuple[int, list[SetOff]]:
    result = SetOff([trim_span(article.text, *span) for span in spans], members, "form")
    below = index + len(members)
    return len(members) + _attribute_from_below(result, blocks, below), [result]


def _attribute_from_below(
    quotation: SetOff, blocks: list[Block], index: int, *, strict: bool = False
) -> bool:
    """Attribute a quotation by the line below it, if it has none and that line looks like one.

    A line that the next repeats is a caption.
    """
    if quotation.attribution or index >= len(blocks):
        return False
    below = blocks[index]
    if below.is_used or below.quote or below.tag in ("h1", "h2", "h3", "h4"):
        return False
    if below.is_in("li") and not quotation.blocks[-1].is_in("li"):
        return False
    after = blocks[index + 1].text if index + 1 < len(blocks) else ""
    is_repeated = after.startswith(below.text) and after != below.text
    if is_repeated or not looks_like_attribution(below.text, strict=strict):
        return False
    quotation.attribution, quotation.evidence = clean_attribution(below.text), "strong"
    quotation.used = [*quotation.used, below]
    quotation.url = quotation.url or below.url
    return True


def _share_attributions(quotations: list[SetOff]) -> None:
    """Lines in marks one below the other share the attribution below the last."""
    for index in range(len(quotations) - 2, -1, -1):
        each, below = quotations[index], quotations[index + 1]
        is_next = each.blocks and below.blocks and each.evidence == "form" and not each.used
        if is_next and not each.attribution and below.attribution and _are_adjacent(each, below):
            each.attribution, each.url, each.evidence = below.attribution, below.url, "strong"


def _are_adjacent(one: SetOff, other: SetOff) -> bool:
    gap = other.blocks[0].start - one.blocks[-1].end
    return (
        0 <= gap <= 4
        and bool(one.blocks[0].quote) == bool(other.blocks[0].quote)
        and not other.blocks[0].quote
    )


def _credit(
    article: Article, each: SetOff, blocks: list[Block], language: str, registry: Registry
) -> None:
    if each.attribution:
        each.who = each.who or parse_attribution(each.attribution)
        each.url = each.url or each.who.url
        if each.who.kind == "person" and (cut := _OCCASION_RE.match(each.who.name)):
            each.who = replace(each.who, name=cut["name"])
        if each.who.kind == "person" and is_name(each.who.name):
            known = registry.resolve(Speaker(each.who, 0, 0))
            if known and len(each.who.name.split()) == 1:
                each.who = known
        return
    if each.who:
        return
    above = _above(blocks, each.blocks[0])
    if above is None or above.text[0] in '"“«„»「『':
        return
    text = article.text
    is_lead_in = bool(re.search(r"[:,]\s*$", above.text)) or len(above.text) < 240
    if not is_lead_in:
        return
    speaker = find_speaker(text, above.end, above.end, above.start, above.end, language)
    is_sentence = speaker is not None and above.text.rstrip().endswith(":")  # 'Jane Doe wrote:'
    if is_forum_line(above.text) and not is_sentence:
        each.who, each.attribution = parse_attribution(above.text), above.text
        each.evidence, each.url = "lead_in", each.url or above.url
        return
    if speaker is None:
        return
    ends_in_speaker = not text[speaker.end : above.end].strip()  # 'According to him'
    has_cue = above.text.rstrip().endswith((":", ",")) or cues.any_verb().search(above.text)
    if not (has_cue or speaker.is_pronoun and ends_in_speaker):
        return
    before = text[above.start : speaker.start] if speaker.is_pronoun else ""
    each.speaker, each.who = speaker, registry.resolve(speaker, before)
    if each.who and is_description(each.who.name):
        each.who = registry.find_described(each.who.name) or each.who
    if each.who and each.evidence == "form":
        each.evidence = "lead_in"
    each.url = each.url or above.url


def _above(blocks: list[Block], block: Block) -> Block | None:
    place = blocks.index(block) - 1
    while place >= 0 and blocks[place].quote == block.quote and block.quote:
        place -= 1
    return blocks[place] if place >= 0 and not blocks[place].quote else None


def _strip_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the outer marks where they hold all the words."""
    start, end = trim_span(text, start, end)
    marks = find_marked(text, start, end) if end > start else []
    if (
        len(marks) == 1
        and marks[0].start == start
        and marks[0].is_closed
        and not text[marks[0].end : end].strip(" .,")
    ):
        return marks[0].inner(text)
    return start, end
