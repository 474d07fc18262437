"""A change of the stored HTML needs a new version, with which workers render all posts again."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.content import html_update, rendering
from blog.editing.captions import Captions, change_captions
from blog.editing.posters import set_poster
from blog.models import BLOCK_KINDS, LinkPreview, Photo, Post, get_blocks
from tests.support import factories as make
from tests.support import sample_files

pytestmark = pytest.mark.django_db

STORED = Path(__file__).with_name("html_hashes.json")
ADVICE = """These samples are rendered differently: {names}.
Raise HTML_VERSION in blog/content/rendering.py, so that existing sites render their posts again.
Samples that are new, or whose text was changed here, need no new version.
Then write this into {file}:
{content}"""
# Numbers of rows, hashes of files, which depend on the libraries that encode them, and today.
CHANGING = (
    r"(?<=\bquote-)\d+",
    r"(?<=\bcredit-)\d+",
    r"(?<=\bnote-)\d+",
    r"(?<=\bnoteref-)\d+",
    r"(?<=/quotes/)\d+",
    r"(?<=/files/)../[0-9a-f]{32}",
    r"[0-9a-f]{32}",
    r'(?<="uploadDate": ")[^"]+',
)

PROSE = {
    "marks": "<p>A <strong>bold</strong> <em>word</em> <s>out</s> <ins>in</ins> m<sup>3</sup>"
    ' CO<sub>2</sub> <code>a == b</code> <a href="https://example.org/" title="T">link</a><br>'
    "end. “Straight” <em>“odd”</em>.</p>",
    "headings": "<h2>Two</h2><h3>Three</h3><h4>Four</h4><h2>Two</h2><h4>Gap</h4><hr>",
    "lists": '<ul><li>One<ol start="3"><li>Three</li></ol></li></ul>'
    "<dl><dt>Term</dt><dd>Description</dd></dl>",
    "footnotes": "<p>Words<small data-footnote>First</small> and"
    "<small data-footnote>Second <em>note</em></small>.</p>",
    "code": '<pre><code class="language-python">def low():\n    return "&lt;"</code></pre>'
    "<pre><code>plain</code></pre>",
    "call-outs": "".join(
        f'<aside data-kind="{kind}"><h3>Title</h3><p>Text</p></aside>'
        for kind in ("facts", "warning", "note")
    ),
    "interview": '<section data-interview="" data-interviewer="Ada Bell" '
    'data-interviewee="Bo Ek"><p data-question="">What now?</p><p>Nothing.</p></section>',
    "table": "<table><caption>Levels</caption><tbody>"
    '<tr><th scope="col">Head</th><th scope="col" data-align="end">Other</th></tr>'
    '<tr><th scope="row">Row</th><td data-align="end">1<small data-footnote>N</small></td></tr>'
    '<tr><td colspan="2">Both</td></tr></tbody></table>',
    "block quote": "<blockquote><p>Quoted prose</p></blockquote>",
    "jump": "<p>Before.</p><hr data-jump><p>After.</p>",
} | {
    f"chart of {kind}": f'<table data-chart="{kind}" data-unit="m" data-description="D" '
    'data-credit="C" data-credit-url="https://example.org/c"><caption>Levels</caption><tbody>'
    '<tr><th scope="col">Year</th><th scope="col">Level</th></tr>'
    '<tr><th scope="row">2020</th><td>1.5</td></tr><tr><th scope="row">2021</th><td>-2</td></tr>'
    "</tbody></table>"
    for kind in ("bars", "columns", "stacked", "lines")
}
QUOTATIONS = {
    "quotation": make.quotation(
        "“The river was low.”",
        "“It <em>rained</em>.”",
        attribution="Ana Ruiz, mayor of Orle, in <em>Le Monde</em>, p. 4",
        source_name="Le Monde",
        source_kind="publication",
        speaker_name="Ana Ruiz",
        said="2023-03",
        url="https://example.org/interview",
    ),
    "translated quotation": make.quotation(
        "« Non. »", lang="fr", translation="“No.”", source_name="AFP"
    ),
    "quotation without source": make.quotation("“Quoted.”"),
    "quotation in a sentence": "<p>She spoke of “"
    + make.inline_quotation("words", attribution="Bo Ek", url="https://example.org/b")
    + "”.</p>",
}


def build_samples() -> dict[str, Post]:
    """Create a post for each block and mark; return them by the name of the sample."""
    author = make.user("Author", byline="Ada Bell", slug="ada-bell")
    photo = make.photo(author, alt="A bridge", credit="Agency/Ana Ruiz")
    wide = make.photo(author, make.landscape(), alt="A field", credit="")
    Photo.objects.filter(pk=wide.pk).update(avif_widths=[400, 800], webp_widths=[400, 800])
    removed = make.photo(author)
    film = make.media_file(author, sample_files.mp4(), "Film.mp4")
    change_captions(
        file=film, saved=[Captions("en", "Words", "WEBVTT\n\n00:01.000 --> 00:02.000\nA")]
    )
    set_poster(file=film, photo=photo, by=author)
    sound = make.media_file(author, sample_files.wav(1))
    paper = make.media_file(author, sample_files.pdf(), "Paper.pdf")
    urls = ("https://example.org/flood", "https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    for url in urls:
        LinkPreview.objects.create(
            url=url, title="Flood", text="Low water", author="Ana", fetched_at=make.moment(2025)
        )
    other = make.post(
        "<p>Other.</p>" + make.figure(photo),
        authors=(author,),
        title="The treaty",
        slug="treaty",
        published_at=make.moment(2024),
    )
    samples = PROSE | QUOTATIONS
    samples |= {
        "figure": make.figure(
            photo, caption="Low", licence="https://creativecommons.org/licenses/by/4.0/"
        )
        + make.figure(wide, layout="wide"),
        "decorative figure": make.figure(photo, decorative="1", alt=""),
        "removed figure": make.figure(removed),
        "gallery": make.gallery(make.figure(photo, caption="First"), make.figure(wide)),
        "card": make.embed(urls[0], caption="A page"),
        "embedded film": make.embed(urls[1]),
        "card of a post": make.embed(settings.SITE_URL + other.get_absolute_url()),
        "film": make.file(film, title="Film", caption="At dusk", credit="Studio"),
        "recording": make.file(sound, title="Low water", transcript="First\nSecond"),
        "paper": make.file(paper, title="Paper"),
    }
    posts = {
        name: make.post(html, authors=(author,), published_at=make.moment(2025, 3))
        for name, html in samples.items()
    }
    Photo.objects.filter(pk=removed.pk).update(withdrawn_at=make.moment(2025))
    return posts


def render_sample(post: Post) -> str:
    """Render a post, without what is not of the code: numbers of rows, hashes of files, today."""
    rendered = rendering.fill(post, get_blocks(post, BLOCK_KINDS))
    text = json.dumps(rendered, sort_keys=True, ensure_ascii=False)
    for pattern in CHANGING:
        text = re.sub(pattern, "…", text)
    return text


def build_content() -> dict[str, Any]:
    """Return what is stored: the version, and a hash of each sample."""
    rendered = {name: render_sample(post) for name, post in build_samples().items()}
    hashes = {
        name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in rendered.items()
    }
    return {"version": rendering.HTML_VERSION, "hashes": hashes}


@pytest.mark.slow
def test_html_that_changed_has_a_new_version():
    stored, content = json.loads(STORED.read_text()), build_content()
    if content != stored:
        before, now = stored["hashes"], content["hashes"]
        names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
        text = json.dumps(content, indent=1, ensure_ascii=False)
        pytest.fail(ADVICE.format(names=", ".join(names) or "none", file=STORED.name, content=text))


@pytest.mark.slow
def test_samples_that_are_rendered_as_before_are_not_written():
    keys = [post.pk for post in build_samples().values()]
    html_update.rerender_and_log(keys)  # A photo was removed after the save.
    with CaptureQueriesContext(connection) as queries:
        html_update.rerender_and_log(keys)
    assert [each["sql"] for each in queries if each["sql"].startswith("UPDATE")] == []
