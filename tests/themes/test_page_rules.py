"""Each rule that every theme keeps, broken once."""

import pytest

from themes.page_rules import find_problems

URL = "https://blog.example.org/"
PAGE = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<title>Title</title>
<meta name="viewport" content="width=device-width">
<meta property="og:title" content="Title">
<link rel="canonical" href="https://blog.example.org/">
<link rel="alternate" type="application/atom+xml" href="/feed.atom">
<link rel="stylesheet" href="/static/theme/site.css">
<script type="application/ld+json">{"@type": "Blog"}</script>
<script type="module" src="/static/theme/visitor.js"></script>
</head>
<body>
<a class="skip-link" href="#main">Skip</a>
<nav aria-label="Main"><a href="/">Home</a></nav>
<main id="main" tabindex="-1">
<h1>One</h1>
<article class="h-entry" lang="fr"><h2 class="p-name">Deux</h2>
<img src="/media/a.jpg" alt=""></article>
<form action="/search/"><input name="q"></form>
</main>
</body>
</html>"""


def test_page_like_ours_has_no_problems():
    assert find_problems(PAGE, PAGE, URL) == []


def test_own_style_sheet_and_further_elements_are_no_problem():
    page = PAGE.replace("theme/site.css", "mine.css").replace("<h1>", "<p>Motto</p><h1>")
    assert find_problems(page, PAGE, URL) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "problem"),
    [
        ("<!DOCTYPE html>", "", "does not begin with"),
        (' lang="en"', "", "lacks lang or dir"),
        (' dir="ltr"', ' dir="auto"', "lacks lang or dir"),
        ("<title>Title</title>", "<title> </title>", "no title"),
        ('name="viewport"', 'name="view"', "no viewport"),
        ("<h1>One</h1>", "", "0 <h1>"),
        ("<h1>One</h1>", "<h1>One</h1><h1>Two</h1>", "2 <h1>"),
        ("h2", "h3", "<h3> follows <h1>"),
        (' tabindex="-1"', "", "the first link does not lead to"),
        ('<a class="skip-link" href="#main">Skip</a>', "", "lacks the link with the class"),
        (' alt=""', "", "no alt"),
        (' aria-label="Main"', "", "no aria-label"),
        ("<h1>", '<h1 style="color: red">', "styles in the page"),
        ("</head>", "<style>a {}</style></head>", "styles in the page"),
        ("</head>", "<script>1</script></head>", "a script in the page"),
        ("<h1>", '<h1 onclick="go()">', "an event attribute"),
        ('src="/media/a.jpg"', 'src="//cdn.example/a.jpg"', "a file of another site"),
        ("/static/theme/visitor.js", "https://cdn.example/a.js", "a file of another site"),
        ("/static/theme/site.css", "https://cdn.example/a.css", "a file of another site"),
        ("/feed.atom", "/other.atom", "lacks link or meta tags: alternate /feed.atom"),
        ("canonical", "shortlink", "lacks link or meta tags: canonical"),
        ('property="og:title"', 'name="x"', "lacks link or meta tags: og:title"),
        ('"Blog"', '"WebSite"', "lacks linked data"),
        ('name="q"', 'name="query"', "lacks forms or their fields: /search/ q"),
        (' lang="fr"', "", "lacks languages of parts: fr"),
        ("h-entry", "entry", "lacks microformats: h-entry"),
        ("p-name", "name", "lacks microformats: p-name"),
    ],
)
def test_broken_rule_is_one_problem(ours, theirs, problem):
    (message,) = find_problems(PAGE.replace(ours, theirs), PAGE, URL)
    assert problem in message


def test_files_may_come_from_the_host_of_media():
    page = PAGE.replace("/media/a.jpg", "https://media.example.org/a.jpg")
    assert find_problems(page, PAGE, URL, "https://media.example.org/") == []
