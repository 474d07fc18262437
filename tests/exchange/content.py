"""The blog that is exchanged: every kind of block, hostile texts, all states, comments."""

from datetime import timedelta
from html import escape

from django.utils import timezone

from blog.comments.models import Comment
from blog.content import document
from blog.content.redirects import add_redirect
from blog.editing import save_post
from blog.models import Post
from tests.support import factories as make
from tests.transfer.exports import posts

FORMER_PATH = "/2009/04/low-water/"


def create_blog() -> None:
    """Create 25 posts and pages, with sources, labels, pictures, files and comments."""
    make.site(name="Tides & <tables>", tagline="On “rivers”", time_zone="Europe/Berlin")
    post = posts.create_post_of_all_kinds(
        summary="What a post can hold & more", published_at=make.moment(2024, 3, 31, 1)
    )
    add_redirect(FORMER_PATH, post.get_absolute_url())
    _add_comments(post)
    for number, (name, text) in enumerate(posts.HOSTILE.items(), start=1):
        _add_hostile_post(number, name, text)
    posts.create_scheduled_and_drafts()
    _add_other_languages()
    _add_structures()
    for each in Post.objects.filter(kind=Post.Kind.POST):
        _complete_sources(each)


def list_posts() -> tuple[list[Post], list[Post]]:
    """Return the posts and pages that readers see, and those that they do not see yet."""
    posts = Post.all_objects.exclude(status=Post.Status.TRASHED).order_by("pk")
    return [post for post in posts if post.is_public], [
        post for post in posts if not post.is_public
    ]


def _complete_sources(post: Post) -> None:
    """Save a post as its form would, which gives each attribution a source."""
    loaded = document.load_document(post)
    by = post.byline[0]
    document.update_credits(loaded, post, by)
    save_post(post, by=by, document=loaded, is_checked=True)


def _add_hostile_post(number: int, name: str, text: str) -> None:
    """Add a post with the text in every place that has one."""
    author = make.user("Author", byline=f"Author {number}", slug=f"author-{number}")
    html = escape(text)
    photo = make.photo(author, alt=text, credit=f"{text} Agency")
    body = (
        f"<h2>{html}</h2><p>{html}<br>{html}</p><ul><li>{html}</li></ul>"
        f"<p><code>{html}</code></p><pre><code>{html}</code></pre>"
        f"<p>A note<small data-footnote>{html}</small></p>"
    )
    body += make.quotation(html, attribution=html, url="https://example.org/a?b=1&amp;c=2")
    body += make.figure(photo, alt=html, credit=escape(photo.credit), caption=html)
    make.post(
        body,
        authors=(author,),
        title=f"{name}: {text}",
        slug=f"hostile-{number}",
        summary=text,
        published_at=make.moment(2023, 1 + number % 12, number),
    )


def _add_other_languages() -> None:
    """Add posts in other languages, with two authors and a label that needs escaping."""
    authors = (
        make.user("Author", byline="Zoë D’Arc", slug="zoe-d-arc"),
        make.user("Author", byline="محمد", slug="محمد"),
    )
    quotation = make.quotation("« L’eau était basse. »", "« Oui. »", attribution="Le Monde")
    make.post(
        f"<p>Elle a dit :</p>{quotation}<p>Fin.</p>",
        authors=authors,
        language="fr",
        title="L’eau & la rivière",
        slug="l-eau-la-riviere",
        labels=("Eau; rivière", "C++"),
        published_at=make.moment(2024, 2, 29, 23),
    )
    make.post(
        f"<p>قال:</p>{make.quotation('«كلام»', attribution='محمد', lang='ar')}",
        authors=authors[1:],
        language="ar",
        title="ماء",
        slug="ماء",
        labels=("نهر",),
        published_at=make.moment(2024, 1, 1),
    )


_STRUCTURES = """<h2>Low &amp; high</h2><h3>Of <em>tides</em></h3><h4>Smaller</h4>
<blockquote><p>First <strong>of</strong> two.</p><p>Second<br>line.</p></blockquote>
<blockquote><p>With a list:</p><ul><li>One</li></ul></blockquote>
<ul><li><p>One</p><p>More</p></li><li>Two<ul><li>Nested<ol><li>Deep</li></ol></li></ul></li></ul>
<ol start="7"><li>Seven</li><li>Eight</li></ol><ul><li>Apart</li></ul>
<ol><li><p>Code:</p><pre><code>a  b

  c &lt; d</code></pre></li><li><blockquote><p>Said</p></blockquote></li></ol>
<p>m<sup>3</sup>, CO<sub>2</sub>, <s>slip</s>, <ins>new</ins>, <code>x &lt; y</code>,
<strong>bold <em>both</em></strong>un<em>broken</em>, <a href="https://example.org/?a=1&amp;b=2"
title="A &quot;title&quot;">link</a>, <a href="/about/">about</a>.</p><hr>
<p>Two words : 5 km, soft­hyphen.</p>
<table><caption>Levels</caption><tbody><tr><th>Year</th><th data-align="end">Level</th></tr>
<tr><th scope="row">1962</th><td data-align="end">41</td></tr><tr><td colspan="2">Sum</td></tr>
</tbody></table><table><tbody><tr><td>a</td><td>b<br>c</td></tr></tbody></table>
<p>Before the break.</p><hr data-jump><p>After it.</p>"""


def _add_structures() -> None:
    """Add a post with nested lists, quotations, tables and spaces, and decorative pictures."""
    author = make.user("Author", byline="Bo Ek", slug="bo-ek")
    picture = make.photo(author, alt="", decorative=True, credit="")
    html = _STRUCTURES.replace("\n<", "<").replace(",\n", ", ").replace("\ntitle", " title")
    make.post(
        html + make.figure(picture, decorative="1", caption="Only a caption"),
        authors=(author,),
        title="Structures",
        slug="structures",
        published_at=make.moment(2024, 5, 5),
    )


def _add_comments(post: Post) -> None:
    """Add threads in all states: approved, waiting, spam, and removed with an answer."""
    began = timezone.now() - timedelta(days=9)

    def add(text: str, minutes: int, **fields) -> Comment:
        return make.comment(post, text, created_at=began + timedelta(minutes=minutes), **fields)

    text = (
        "> He said so.\n\nHe did not: https://example.org/a?b=1&c=2 <b>\nA line \\ back.\n\n«كلام»"
    )
    first = add(text, 1, name="Cy & <Co>", website="https://cy.example.org/?a=1&b=2")
    author = post.byline[0]
    reply = add("As its author.", 2, under=first, user=author, name=str(author))
    add("Third in the thread.", 3, under=reply, name="O’Neil")
    add("It waits.", 4, state=Comment.State.WAITING)
    add("Cheap pills.", 5, state=Comment.State.SPAM)
    gone = add("Gone.", 6, state=Comment.State.REMOVED)
    add("An answer to it.", 7, under=gone, name="محمد")
