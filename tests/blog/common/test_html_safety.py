"""No HTML reaches a table but through its policy, whichever way it is written."""

import copy
import pickle

import pytest

from blog.common import markup
from blog.models import Post, Prose, PullQuote
from tests.support import factories as make

pytestmark = pytest.mark.django_db

DIRTY = '<p onclick="x()">A<script>alert(1)</script> <a href="javascript:x()">b</a></p>'
CLEAN = {"html": "<p>A <a>b</a></p>", "intro_html": "<p>A <a>b</a></p>"}
INLINE = "A <a>b</a>"


@pytest.fixture
def post() -> Post:
    return make.post()


def prose_by_create(post):
    return Prose.objects.create(post=post, position=9, html=DIRTY)


def prose_by_save(post):
    row = post.proses.get()
    row.html = DIRTY
    row.save()
    return row


def prose_by_save_of_one_field(post):
    row = post.proses.get()
    row.html = DIRTY
    row.save(update_fields=["html"])
    return row


def prose_by_bulk_create(post):
    return Prose.objects.bulk_create([Prose(post=post, position=9, html=DIRTY)])[0]


def prose_by_bulk_update(post):
    row = post.proses.get()
    row.html = DIRTY
    Prose.objects.bulk_update([row], ["html"])
    return row


def prose_by_update(post):
    post.proses.update(html=DIRTY)
    return post.proses.get()


def prose_by_update_or_create(post):
    return Prose.objects.update_or_create(post=post, position=1, defaults={"html": DIRTY})[0]


@pytest.mark.parametrize(
    "write",
    [
        prose_by_create,
        prose_by_save,
        prose_by_save_of_one_field,
        prose_by_bulk_create,
        prose_by_bulk_update,
        prose_by_update,
        prose_by_update_or_create,
    ],
)
def test_hostile_prose_is_sanitized_on_every_write(write, post):
    row = write(post)
    row.refresh_from_db()
    assert row.html == CLEAN["html"]


@pytest.mark.parametrize("field", ["html", "intro_html"])
def test_hostile_post_is_sanitized_on_every_write(field, post):
    Post.objects.filter(pk=post.pk).update(**{field: DIRTY})
    post.refresh_from_db()
    assert getattr(post, field) == CLEAN[field]
    setattr(post, field, DIRTY)
    Post.objects.bulk_update([post], [field])
    post.refresh_from_db()
    assert getattr(post, field) == CLEAN[field]
    created = Post.objects.create(title="Made", **{field: DIRTY})
    created.refresh_from_db()
    assert getattr(created, field) == CLEAN[field]


def test_saved_instance_has_the_sanitized_value(post):
    row = prose_by_save(post)
    assert row.html == CLEAN["html"]


def test_quotation_without_html_is_escaped(post):
    quote = PullQuote.objects.create(post=post, position=9, text="<script>x</script> & <b>\nc")
    quote.refresh_from_db()
    assert quote.text == "<script>x</script> & <b>\nc"
    assert quote.html == "&lt;script&gt;x&lt;/script&gt; &amp; &lt;b&gt;<br>c"


def test_quotation_with_different_html_is_rebuilt_from_text(post):
    quote = PullQuote.objects.create(post=post, position=9, text="A", html="<em>B</em>")
    quote.refresh_from_db()
    assert (quote.text, quote.html) == ("A", "A")


def test_quotation_with_emphasis_keeps_it(post):
    quote = PullQuote(post=post, position=9)
    quote.set_html('A <em>b</em><img src=x onerror=y> <a href="https://example.org/">c</a>')
    quote.save()
    quote.refresh_from_db()
    assert quote.text == "A b c"
    assert quote.html == 'A <em>b</em> <a href="https://example.org/">c</a>'


@pytest.mark.parametrize("way", ["create", "bulk_create", "update"])
def test_hostile_quotation_is_sanitized(way, post):
    dirty = PullQuote(post=post, position=9, text="A b", html=DIRTY)
    if way == "bulk_create":
        PullQuote.objects.bulk_create([dirty])
    else:
        dirty.save()
    if way == "update":
        post.pullquotes.update(html=DIRTY)
    assert post.pullquotes.get().html == INLINE


LINKS = {
    "https://example.org/": True,
    "http://example.org/?a=1&b=2": True,
    "mailto:desk@example.org": True,
    "/2023/03/post/": True,
    "#quote-1": True,
    "javascript:alert(1)": False,
    "JaVaScRiPt:alert(1)": False,
    "java\tscript:alert(1)": False,
    " javascript:alert(1)": False,
    "&#106;avascript:alert(1)": False,
    "data:text/html,<script>alert(1)</script>": False,
    "vbscript:x": False,
    "blob:x": False,
    "file:///etc/passwd": False,
}


@pytest.mark.parametrize("policy", [markup.PROSE, markup.INLINE, markup.RENDERED, markup.DOCUMENT])
@pytest.mark.parametrize("link", LINKS)
def test_links_with_unsafe_schemes_lose_their_url(policy, link):
    assert ("href" in policy(f'<a href="{link}">x</a>')) == LINKS[link]


@pytest.mark.parametrize("policy", [markup.PROSE, markup.RENDERED, markup.DOCUMENT])
@pytest.mark.parametrize(
    "dirty",
    [
        "<p>x</p>" * 3,
        "<ul><li>a</li></ul>",
        "a < b & c > d",
        '<a title="&quot;&lt;&amp;">x</a>',
        "<b>not ours</b> <p><em>open",
        "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>",
        "&nbsp;\u202e\u200d&#x1F4A9;",
    ],
)
def test_clean_html_is_unchanged(policy, dirty):
    assert policy(str(policy(dirty))) == policy(dirty)


def test_clean_html_is_cleaned_once_by_its_policy():
    clean = markup.RENDERED('<p class="x">A</p>')
    assert markup.RENDERED(clean) is clean
    assert markup.PROSE(clean) == "<p>A</p>"
    assert markup.RENDERED(clean + "<script>x()</script>") == clean


def test_copied_clean_html_is_a_plain_string():
    clean = markup.PROSE("<p>A</p>")
    for copied in (copy.deepcopy(clean), pickle.loads(pickle.dumps(clean))):
        assert copied == clean
        assert type(copied) is str


@pytest.mark.parametrize("policy", [markup.PROSE, markup.INLINE, markup.RENDERED, markup.DOCUMENT])
@pytest.mark.parametrize("depth", [61, 1000, 100_000])
@pytest.mark.parametrize("tag", ["blockquote", "ul><li", "em", "div", "a href=x", "p><em", "svg"])
def test_deep_nesting_loses_tags_but_no_text(policy, depth, tag):
    deep = f"<{tag}>" * depth
    assert markup.plain_text(policy(f"<p>First.</p>{deep}Words.")).split() == ["First.", "Words."]


def test_ordinary_nesting_is_unchanged():
    lists = "<ul><li>" * 12 + "x" + "</li></ul>" * 12
    assert markup.PROSE(lists) == lists
    assert markup.PROSE("<p>a</p>" * 5000).count("<p>") == 5000
    assert markup.PROSE("<ul><li>a</li></ul>" * 500).count("<ul>") == 500


@pytest.mark.parametrize("character", ["\0", "\x01", "\x0b", "\x1b", "\ud800", "\udfff", "\uffff"])
def test_invalid_characters_are_removed(character):
    assert markup.PROSE(f"<p>a{character}b</p>") == "<p>ab</p>"
    assert markup.plain_text(markup.PROSE("<p>a&#1;b&#x1b;c</p>")) == "abc"


PICTURE = '<picture><source type="image/avif" srcset="{}" sizes="{}"></picture>'
SIZES = "(min-width: 40.5em) 38rem, (min-resolution: 2.5dppx) 67vw, calc(100vw - 2.5rem)"


@pytest.mark.parametrize(
    ("srcset", "stays"),
    [
        ("/media/a-384.avif 384w", True),
        ("/media/a-384.avif 384w, https://example.org/b.avif 608w", True),
        ("javascript:alert(1) 384w", False),
        ("/a.avif 384w, javascript:alert(1) 608w", False),
        ("/a.avif 384w,javascript:alert(1) 608w", False),
        ("data:image/svg+xml,%3Csvg%3E 1w", False),
        ("/a.avif 384w, data:image/png;base64,AAAA 608w", False),
        ("\njavascript:alert(1) 1w", False),
        ("page.avif 384w", False),
        ("ftp://example.org/a.avif 1w", False),
        ("blob:https://example.org/1 1w", False),
        ("/a.avif", False),
        ("/a.avif 0w", False),
        ("/a.avif 1e9x", False),
        ("/a.avif 384w, ", False),
        ("", False),
    ],
)
def test_srcset_with_unsafe_url_is_removed(srcset, stays):
    clean = markup.RENDERED(PICTURE.format(srcset, SIZES))
    assert clean == PICTURE.format(srcset, SIZES) if stays else "srcset" not in clean
    assert "javascript" not in clean


@pytest.mark.parametrize(
    ("sizes", "stays"),
    [
        (SIZES, True),
        ("100vw", True),
        ("expression(alert`1`)", False),
        ("url(https://example.org/)", True),  # No length, so browsers take none of it.
        ("1px; background: red", False),
        ("<b>", False),
    ],
)
def test_sizes_with_other_than_lengths_are_removed(sizes, stays):
    assert ("sizes" in markup.RENDERED(PICTURE.format("/a.avif 1w", sizes))) is stays


@pytest.mark.parametrize("policy", [markup.PROSE, markup.INLINE, markup.DOCUMENT])
def test_pictures_in_prose_html_are_removed(policy):
    assert policy(PICTURE.format("/a.avif 1w", SIZES) + '<img src="/a.png">') == ""


def test_link_text_is_inserted_into_empty_links_only():
    stored = '<a data-text="Open"></a> <b data-text="No"></b> <a data-text="x">y</a>'
    assert markup.insert_link_text(stored) == stored.replace(' data-text="Open">', ">Open")
