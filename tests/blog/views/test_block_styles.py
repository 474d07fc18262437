"""A page loads the style sheets of those blocks only that it shows."""

import pytest

from tests.support import factories as make

pytestmark = pytest.mark.django_db
SHEET = "theme/prose."


@pytest.mark.parametrize(
    ("html", "is_loaded"),
    [
        ("<p>Words, <strong>strong</strong>, <ins>new</ins> and <em>stressed</em>.</p>", False),
        ("<p>Words, and <code>code</code> in a sentence.</p>", True),
        ("<p>m<sup>3</sup></p>", True),
        ('<p>Words.<small data-footnote="">A note.</small></p>', True),
        ("<h2>predictions</h2><p>&lt;pre&gt; and &lt;dl&gt;</p>", False),
        ("<pre><code>print(1)</code></pre>", True),
        ("<table><tbody><tr><td><p>1</p></td></tr></tbody></table>", True),
        ("<dl><dt>Term</dt><dd><p>What it is.</p></dd></dl>", True),
    ],
)
def test_style_sheet_of_rare_prose_is_loaded_where_it_is_shown(html, is_loaded, client):
    post = make.post(html)
    for path in ("/", post.get_absolute_url()):
        assert (SHEET in client.get(path).text) == is_loaded
