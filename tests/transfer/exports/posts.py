"""Posts for the tests of exports: one with every kind of block, and hostile texts."""

from datetime import timedelta

from django.utils import timezone

from blog.editing.captions import Captions, change_captions
from blog.editing.posters import set_poster
from blog.models import LinkPreview, MediaFile, Post
from tests.support import factories as make
from tests.support import sample_files

# Each text of the post below that an export must have.
QUOTATIONS = ("“The river was low.”", "“It rained in March.”", "« Non. »", "words in a sentence")
CAPTIONS = ("Low water at the bridge", "First of two", "A film of the flood", "The recording")
CREDITS = ("Agency/Ana Ruiz/Agency", "Studio Nine")
PROSE = (
    "Heading two",
    "Code block",
    "Call-out",
    "Footnote text",
    "Term",
    "Cell one",
    "Quoted prose",
    "Ada Bell: What now?",
    "Bo Ek: Nothing.",
)


def create_post_of_all_kinds(**fields) -> Post:
    """Create a post with every kind of block."""
    author = make.user("Author", byline="Ada Bell", slug="ada-bell")
    photo = make.photo(
        author,
        alt="A bridge",
        credit=CREDITS[0],
        licence_url="https://creativecommons.org/licenses/by/4.0/",
    )
    LinkPreview.objects.get_or_create(url="https://example.org/flood", defaults={"title": "Flood"})
    html = (
        "<h2>Heading two</h2><p>Before <strong>bold</strong> and <em>“odd”</em>text, "
        '<a href="https://example.org/a_(b)?c=1&amp;copy=2">a link</a>.'
        "<small data-footnote>Footnote text</small></p>"
        f"<p>She spoke of “{make.inline_quotation(QUOTATIONS[3], attribution='Ana Ruiz')}”.</p>"
        "<ul><li>One</li><li>Two<ol><li>Nested</li></ol></li></ul>"
        "<hr data-jump>"
        '<pre><code class="language-python">def low():\n\n    return "Code block"</code></pre>'
        '<aside data-kind="note"><p>Call-out</p></aside>'
        "<dl><dt>Term</dt><dd>Description</dd></dl>"
        '<section data-interview="" data-interviewer="Ada Bell" data-interviewee="Bo Ek">'
        '<p data-question="">What now?</p><p>Nothing.</p></section>'
        '<table><tbody><tr><th scope="col">Head</th><th scope="col">Other</th></tr>'
        "<tr><td>Cell one</td><td>Cell two</td></tr></tbody></table>"
        "<blockquote><p>Quoted prose</p></blockquote>"
    )
    html += make.quotation(
        *QUOTATIONS[:2],
        attribution="Ana Ruiz, mayor",
        source_name="Le Monde",
        speaker_name="Ana Ruiz",
        said="2023-03",
        url="https://example.org/interview",
    )
    html += make.quotation(QUOTATIONS[2], lang="fr", translation="“No.”", source_name="AFP")
    html += make.figure(photo, caption=CAPTIONS[0], licence=photo.licence_url)
    lead = make.figure(make.photo(author), lead="1")
    html += make.gallery(make.figure(photo, caption=CAPTIONS[1]), lead)
    html += make.embed("https://example.org/flood", caption=CAPTIONS[2])
    html += make.file(
        make.media_file(author),
        title="Low water",
        caption=CAPTIONS[3],
        credit=CREDITS[1],
        transcript="First line\nSecond line",
    )
    fields = {"title": "All kinds", "slug": "all-kinds", "labels": ("Rivers", "Dams")} | fields
    return make.post(html, authors=(author,), **fields)


CAPTION_TEXT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nLow water.\n"


def create_post_with_recordings(**fields) -> tuple[MediaFile, MediaFile]:
    """Create a post with a film, which has captions and a poster, and with a captioned recording;
    return both files."""
    author = make.user("Author")
    film, sound = make.media_file(author, sample_files.mp4()), make.media_file(author)
    change_captions(
        file=film,
        saved=[Captions("en", 'All "sounds"', CAPTION_TEXT), Captions("zh-Hant", "", CAPTION_TEXT)],
    )
    change_captions(file=sound, saved=[Captions("en", "", CAPTION_TEXT)])
    set_poster(file=film, photo=make.photo(author, caption="The poster"), by=author)
    html = make.file(film, title="Film", caption="At dusk") + make.file(sound, title="Sound")
    make.post(html, authors=(author,), slug="recordings", **fields)
    return film, sound


HOSTILE = {
    "end of CDATA": "a ]]> b ]]&gt; c",
    "front matter": "--- title: no ---",
    "metacharacters": r"*a* _b_ `c` [d](e) ![f](g) \h # + - 1. 2) | ~~i~~ $j$ ^k^ :l: ==m==",
    "HTML": "<script>alert(1)</script> & &amp; <!-- x -->",
    "shortcodes": "{{< youtube >}} {{% x %}} {% raw %} {{ y }} {: #id}",
    "comment of a block": "<!-- /wp:paragraph --> -- ",
    "quotation marks": "\"straight\" 'single' “curly” … -- ---",
    "right to left": "قال: «لا» עברית",
    "emoji": "👩‍👩‍👧 𝔘𝔫𝔦",
    "separators of lines": "one\u2028two\u2029three\x85four\u00a0five",
    "start of a list": "1. one",
    "start of a heading": "# one",
    "start of a quotation": "> one",
    "start of a definition": ": one",
    "indentation": "    one",
    "underline": "===",
    "rule": "---",
    "footnote": "[^1]: one",
    "URL": "https://example.org/a_b_c",
}


def create_scheduled_and_drafts() -> None:
    make.draft(title="A draft", slug="a-draft")
    make.post(title="In review", slug="in-review", status=Post.Status.REVIEW)
    moment = timezone.now() + timedelta(days=3)
    make.post(title="Planned", slug="planned", published_at=moment)
    make.post(title="In the trash", slug="in-the-trash").set_trashed()
    make.page(title="About", slug="about")
