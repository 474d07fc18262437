"""Links in comments are those that Django recognizes, whether a text is passed to it or not."""

import pytest

from blog.common import markup


@pytest.mark.parametrize(
    "line",
    [
        "https://a.example/b?c=d", "HTTP://A.EXAMPLE", "see (http://a.example/b).", "http://[::1]/",
        "http\u017f://a.example", "www.a.example", "WWW.A.EXAMPLE", "a.com", "A.COM/b", "a.b.org,",
        "a.edu a.gov a.mil a.net", "a.\u0130nt a.\u0131nt", "x.museum", "a.co.uk", "ana@a.org",
        "ana@a.example", "mailto:ana@a.example", "javascript:alert(1)", "ftp://a.example/b",
        "Plain text. With signs: 'one', \"two\"; <b>three</b> & &amp; &lt;", "a . com", "...", "",
        "\u2028\x85\xa0 \t", "http:/a.example", "http:// a.example", "//a.com", "wwwa.com", ".com",
    ],
)  # fmt: skip
def test_line_of_a_comment_has_the_links_of_django(line):
    expected = markup._link_urls(line, autoescape=True)
    assert markup._render_lines(line) == expected
    assert markup._render_lines(f"{line}\nmore text") == f"{expected}<br>more text"
