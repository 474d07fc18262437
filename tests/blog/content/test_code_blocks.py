"""Blocks of code: what is stored, what readers and feeds get, and how revisions compare."""

import pytest

from blog import revisions
from blog.checks.extract import extract_parts
from blog.common import markup
from blog.content import document
from blog.notes import anchors
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db

CODE = '<pre><code class="language-python">if a &lt; b:\n\n    c()  # "d\n</code></pre>'


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (CODE, CODE),
        ("<pre>a\n  b</pre>", "<pre><code>a\n  b</code></pre>"),
        ("<pre>a<br>b</pre>", "<pre><code>a\nb</code></pre>"),
        ("<pre><code>\n\na</code></pre>", "<pre><code>\n\na</code></pre>"),
        ("<pre>a\r\nb</pre>", "<pre><code>a\nb</code></pre>"),
        ("<pre><code><b>a</b><a href='/x'>b</a></code></pre>", "<pre><code>ab</code></pre>"),
        ('<pre><code class="x y">a</code></pre>', "<pre><code>a</code></pre>"),
        ('<pre><code class="language-a b">a</code></pre>', "<pre><code>a</code></pre>"),
        ('<pre><code class="language-&quot;><img">a</code></pre>', "<pre><code>a</code></pre>"),
        (
            '<pre onclick="x()" id="main" class="y"><code>a</code></pre>',
            "<pre><code>a</code></pre>",
        ),
        ("<pre><script>a()</script>&lt;script&gt;</pre>", "<pre><code>&lt;script&gt;</code></pre>"),
        ('<pre><q data-block="quotation">a</q></pre>', "<pre><code>a</code></pre>"),
    ],
)
def test_code_is_stored_as_plain_text(sent, stored):
    post = make.post("<p>x</p>" + sent)
    assert post.proses.get().html == "<p>x</p>" + stored
    again = document.load_document(post)
    assert document.parse(document.to_html(again)) == again
    assert not post.pullquotes.exists()


def test_code_has_a_name_and_scrolls(client):
    post = make.post(CODE + "<pre>a</pre>", language="de")
    named, plain = read(client, post.get_absolute_url()).xpath("//pre")
    assert named.get("aria-label") == "Code (python)"
    assert (named.get("tabindex"), named.get("role")) == ("0", "group")
    assert named.get("data-language") == "python"
    assert plain.get("data-language") is None
    assert named.text_content() == 'if a < b:\n\n    c()  # "d\n'


def test_feed_has_plain_code(client):
    make.post(CODE)
    (item,) = client.get("/feed.json").json()["items"]
    assert item["content_html"].strip() == CODE


def test_code_has_plain_text_and_no_checks():
    post = make.post(f"<p>A.</p>{CODE}")
    assert markup.plain_text(post.proses.get().html) == 'A.\n\nif a < b:\n\n    c()  # "d'
    assert [line.text for line in extract_parts(document.load_document(post)).texts] == ["A."]
    assert [anchor.text for anchor in anchors.list_anchors(post)][1].startswith("if a < b: c()")


def test_code_is_found(client):
    make.post("<pre>obscureword = 1</pre>", title="Code")
    assert text(read(client, "/search/?q=obscureword"), "//h3") == ["Code"]


def test_revisions_of_code_differ_by_line():
    before = "<pre><code>if a:\n    b\n    c\n</code></pre>"
    after = "<pre><code>if a:\n    d  &lt;e\n    c\n</code></pre>"
    (change,) = revisions.compare([before], [after])
    assert change.html == (
        "<pre><code>if a:\n<del>    b\n</del><ins>    d  &lt;e\n</ins>    c\n</code></pre>"
    )
    assert change.before == "<pre><code>if a:\n<del>    b\n</del>    c\n</code></pre>"
    assert change.after == "<pre><code>if a:\n<ins>    d  &lt;e\n</ins>    c\n</code></pre>"
