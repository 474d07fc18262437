"""Extract a whole article: title, date, labels, quotations with their speakers, figures."""

from dataclasses import asdict, dataclass, field

from blog.extraction.article_surroundings import read_surroundings
from blog.extraction.attribution import Attribution
from blog.extraction.blocks import Article, looks_like_html, parse_html, parse_text
from blog.extraction.continued_voices import continue_voices
from blog.extraction.figures import Figure, find_figures
from blog.extraction.inline_quotations import Inline
from blog.extraction.language import MIN_LENGTH, detect_language
from blog.extraction.named_people import register_names
from blog.extraction.named_speakers import name_speakers
from blog.extraction.people import Registry
from blog.extraction.prose import find_inline
from blog.extraction.set_off import SetOff, find_set_off, list_voices
from blog.extraction.speech_in_marks import is_title_case


@dataclass(frozen=True, slots=True)
class Quotation:
    """A candidate: words without their outer marks, and what is known of who said them.

    `start` and `end` are offsets of characters in `Extraction.text`; `evidence` is 'explicit',
    'strong', 'lead_in', 'form' or 'prose', from markup down to marks in a sentence.
    """

    text: str
    set_off: bool
    attribution: str = ""
    source: str = ""
    speaker: str = ""
    role: str = ""
    affiliation: str = ""
    kind: str = ""
    date_said: str = ""
    publication: str = ""
    url: str = ""
    start: int = 0
    end: int = 0
    evidence: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All candidates of one article; `text` is what their offsets count in."""

    text: str
    title: str = ""
    date: str = ""
    byline: str = ""
    language: str = ""
    labels: list[str] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Return what `manage.py extract` prints."""
        values = asdict(self)
        del values["text"]
        for quotation in values["quotations"]:
            quotation["said"] = quotation.pop("date_said")
        return values


def extract_article(source: str, *, is_html: bool | None = None) -> Extraction:
    """Return the candidates of an article given as plain text or HTML; `None` detects which.

    Never raises, whatever the input. Cost is linear in the length; see docs/developers.
    """
    if is_html is None:
        is_html = looks_like_html(source)
    article = parse_html(source) if is_html else parse_text(source)
    around = read_surroundings(article)
    language = detect_language(
        " ".join(block.text for block in article.blocks if not block.is_used)[:4_000]
    )
    figures = find_figures(article)
    registry = Registry()
    if not is_title_case(around.title):
        register_names(registry, around.title, language)
    set_off = find_set_off(article, language, registry)
    name_speakers(article.text, set_off, language, registry)
    prose = [
        block
        for block in article.blocks
        if block.text.strip() and not block.is_used and not block.is_in("pre", "code")
    ]
    inline = find_inline(article, prose, language, registry, list_voices(set_off))
    name_speakers(article.text, inline, language, registry)
    continue_voices(article, set_off, inline, language, registry)
    quotations = [_from_set_off(article, each, language) for each in set_off]
    quotations += [_from_inline(article, each, language) for each in inline]
    quotations.sort(key=lambda quotation: quotation.start)
    return Extraction(
        article.text,
        around.title,
        around.date,
        around.byline,
        language,
        around.labels,
        quotations,
        figures,
        around.furniture,
    )


def _from_set_off(article: Article, each: SetOff, language: str) -> Quotation:
    text = each.text(article)
    who = each.who or Attribution()
    return _quotation(
        text,
        True,
        each.attribution,
        who,
        each.url,
        each.spans[0][0],
        each.spans[-1][1],
        each.evidence,
        language,
    )


def _from_inline(article: Article, each: Inline, language: str) -> Quotation:
    who = each.who or Attribution()
    return _quotation(
        each.join_text(article.text),
        False,
        "",
        who,
        each.block.url,
        each.start,
        each.more[-1][1] if each.more else each.end,
        "prose",
        language,
    )


def _quotation(
    text: str,
    is_set_off: bool,
    line: str,
    who: Attribution,
    url: str,
    start: int,
    end: int,
    evidence: str,
    language: str,
) -> Quotation:
    own = detect_language(text) if len(text) >= MIN_LENGTH else ""
    is_speaker = who.kind in ("person", "organisation")
    return Quotation(
        text,
        is_set_off,
        line,
        who.name,
        who.name if is_speaker else "",
        who.role,
        who.affiliation,
        who.kind if who.name else "",
        who.date_said,
        who.publication,
        url or who.url,
        start,
        end,
        evidence,
        own or language,
    )
