"""Custom CSS and HTML: for superusers, without scripts and files of other sites."""

import pytest
from django.core.exceptions import ValidationError

from blog.common.site_code import (
    MAX_CSS_BYTES,
    clean_foot_html,
    clean_head_html,
    validate_css,
    validate_head_html,
)
from blog.editing.site_settings import save_site_settings
from blog.models import SiteSettings
from tests.support import factories as make
from tests.support.desk import errors, fields, send, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
FORM = "/admin/blog/appearance/1/change/"
SHEET = "//link[@rel='stylesheet' and contains(@href, 'appearance')]/@href"


@pytest.mark.parametrize(
    "css",
    [
        "",
        "p { color: red }",
        "p::before { content: 'url: https://example.org' }",
        "a { background: url(/media/photos/a.png) }",
        "a { background: url('/media/photos/a.png') }",
        "a { background: image-set('/media/a.png' 1x, url(/media/b.png) 2x) }",
        "a { mask: url(#shape) }",
        "/* @import is not used */ b { content: '\\201c' }",
        "p { color: var(--accent); background: linear-gradient(red, blue) }",
        "a[href^='https://']::after { content: 'url(https://example.org/)' }",
        "a { background: image-set('/media/a.webp' type('image/webp'), '/media/a.png' 1x) }",
        "@font-face { src: url('/static/a.woff2') format('woff2') } /* url(https://a.example/) */",
        "p { --note: 'see: below'; content: var(--note) } b { content: 'https://example.org' }",
        "p { color: var(--accent) } ::before { content: 'https://example.org/' }",
    ],
)
def test_css_with_own_files_is_accepted(css):
    validate_css(css)


@pytest.mark.parametrize(
    "css",
    [
        "@import '/static/theme/site.css';",
        "@IMPORT url(/a.css);",
        "a { --b: ; --a: var(--b, {;}) 'https://e.example/'; cursor: image-set(var(--a) 1x) }",
        "@property --a { syntax: '*'; inherits: false; initial-value: 'https://e.example/' }",
        "@\\69mport '/a.css';",
        "@im\\port '/a.css';",
        "@/**/import '/a.css';",
        "a { background: url(https://evil.example/a.png) }",
        "a { background: url( 'https://evil.example/a.png' ) }",
        "a { background: url(//evil.example/a.png) }",
        "a { background: URL(data:image/png;base64,AAAA) }",
        "a { background: u\\72l(https://evil.example/) }",
        "a { background: url(\\68ttps://evil.example/) }",
        "a { background: url(/\\/evil.example/) }",
        "a { background: url(/\\5c evil.example/) }",
        "a { background: image-set('https://evil.example/a.png' 1x) }",
        "a { background: image-set('/a.png' 1x, 'https://evil.example/a.png' 2x) }",
        "@font-face { src: url(fonts/relative.woff2) }",
        "a { background: src('https://evil.example/a.png') }",
        "a { content: '/*'; background: url(https://evil.example/a.png); x: '*/' }",
        'a { content: "\\"/*"; background: url(https://evil.example/a.png); x: "*/" }',
        "a { mask: url(/*) } b { background: url(https://evil.example/a.png) } i { x: url(*/) }",
        "a { background: url('/\\a /evil.example/a.png') }",
        "a { background: url(/\\9 /evil.example/a.png) }",
        "a { background: image-set(linear-gradient(rgb(calc(1) 2 3), red), '//evil.example') }",
        "a { --a: 'https://evil.example/a.png'; background: image-set(var(--a) 1x) }",
        "a { --a: <!--url(https://evil.example/a.png) }",
        "p{}" + " " * MAX_CSS_BYTES,
        "é" * (MAX_CSS_BYTES // 2 + 1),
    ],
)
def test_css_with_foreign_files_or_too_long_is_refused(css):
    with pytest.raises(ValidationError):
        validate_css(css)


@pytest.mark.parametrize(
    ("html", "written"),
    [
        (
            '<meta name="google-site-verification" content="a&b">',
            '<meta name="google-site-verification" content="a&amp;b">',
        ),
        ("<META NAME=msvalidate.01 CONTENT=1 />", '<meta name="msvalidate.01" content="1">'),
        (
            '<link rel="me" href="https://social.example/@us">\n<!-- a note -->',
            '<link rel="me" href="https://social.example/@us">',
        ),
        ('<link href="/keys.asc" rel="pgpkey">', '<link href="/keys.asc" rel="pgpkey">'),
        (
            '<meta name="fediverse:creator" content="@us@social.example">',
            '<meta name="fediverse:creator" content="@us@social.example">',
        ),
    ],
)
def test_tag_of_the_allowlist_is_written_anew(html, written):
    validate_head_html(html)
    assert clean_head_html(html) == written


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "Text",
        "</head><body>",
        '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
        '<meta http-equiv="refresh" name="x-verification" content="0">',
        '<meta name="robots" content="noindex">',
        '<meta name="verify" name="robots" content="x">',
        '<meta name="viewport" content="width=100">',
        '<link rel="stylesheet" href="/a.css">',
        '<link rel="me stylesheet" href="/a.css">',
        '<link rel="me" href="javascript:alert(1)">',
        '<link rel="me" href="//evil.example/">',
        '<link rel="me" href="https://a.example/" onload="alert(1)">',
        '<link rel="preconnect" href="https://evil.example/">',
        '<base href="https://evil.example/">',
        "<!DOCTYPE html>",
        "<svg><script>alert(1)</script></svg>",
    ],
)
def test_other_html_of_the_head_is_refused(html):
    with pytest.raises(ValidationError):
        validate_head_html(html)
    assert clean_head_html(html) == ""


def test_foot_html_is_sanitised():
    html = "<p onclick=x()>Hi <a href='https://a.example/'>a</a><script>alert(1)</script></p>"
    assert clean_foot_html(html) == '<p>Hi <a href="https://a.example/">a</a></p>'


def test_code_reaches_readers(client, django_assert_num_queries):
    save_site_settings(
        fields={
            "custom_css": ".tagline { display: none }",
            "head_html": '<meta name="google-site-verification" content="1">',
            "foot_html": "<p>Printed in <em>Ostrey</em></p>",
        }
    )
    with django_assert_num_queries(2):
        page = read(client, "/")
    assert page.xpath("//head/meta[@name='google-site-verification']/@content") == ["1"]
    assert text(page, "//footer/div[@class='foot-html']/p/em") == ["Ostrey"]
    (before,) = page.xpath(SHEET)
    with django_assert_num_queries(2):
        response = client.get(before)
    assert response.text.endswith(".tagline { display: none }\n")
    assert "immutable" in response["Cache-Control"]
    save_site_settings(fields={"custom_css": ".tagline { display: block }"})
    (after,) = read(client, "/").xpath(SHEET)
    assert after != before
    save_site_settings(fields={"custom_css": ""})
    assert read(client, "/").xpath(SHEET) == []


def test_invalid_stored_html_is_left_out(client):
    make.site(head_html="<script>alert(1)</script>", foot_html="<script>alert(2)</script>")
    assert "alert" not in client.get("/").text


@pytest.mark.slow
def test_code_is_for_superusers_only(client):
    administrator = signed_in(make.user("Administrator"))
    administrator.get("/admin/blog/appearance/")
    assert "custom_css" not in fields(administrator, FORM)
    send(administrator, FORM, custom_css="p { color: red }", head_html="x", foot_html="x")
    assert SiteSettings.load().custom_css == ""
    assert SiteSettings.load().foot_html == ""
    superuser = signed_in(make.user("superuser"))
    assert send(superuser, FORM, custom_css="p { color: red }").status_code == 302
    assert SiteSettings.load().custom_css == "p { color: red }"
    response = send(superuser, FORM, custom_css="@import 'x';", head_html="<script>")
    assert set(errors(response)) == {"custom_css", "head_html"}
