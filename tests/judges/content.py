"""A small blog with everything that pages can show, including the odd cases of real blogs."""

import io
from datetime import date, timedelta
from hashlib import sha256
from uuid import uuid4

from PIL import Image

from accounts.models import User
from blog import corrections, revisions
from blog.comments.email_hash import hash_email
from blog.comments.models import Comment
from blog.content import document, photo_renditions
from blog.editing.photos import upload_photo
from blog.evidence.models import QuotationCheck
from blog.evidence.publication import publish_copy
from blog.models import Label, Post, PullQuote, Source
from blog.notes import anchors, share_links
from blog.notes.notes import add_invited_note
from blog.seals.collect import collect_files
from blog.seals.create import create_seal
from blog.seals.models import Seal
from blog.syndication.dataset.export import write_dataset
from tests.blog.evidence.stored_checks import DIFFERENCE, LATER, STOOD, store_check
from tests.blog.evidence.stored_copies import store_copy
from tests.support import factories as make
from tests.support.factories import embed, figure, gallery, moment, quotation

GUEST_EMAIL = "cy@example.org"  # A guest who commented and may view their stored data.
POSTS_PER_PAGE = 4  # Posts on the home page; longer pages would show nothing new.
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 3


def create_content() -> User:
    """Create the blog and return the author of the draft, the only person who can see it."""
    ada = make.user(
        "Author",
        username="ada",
        byline="Ada Example",
        bio="Writes on rivers & <harbours>.\n\nLives beside one.",
        url="https://ada.example.org/",
        follow="https://social.example.org/@ada",
    )
    bo = make.user("Author", username="bo", byline="Bo Example")
    make.site(
        posts_per_page=POSTS_PER_PAGE,
        comments_per_page=POSTS_PER_PAGE + 1,
        follow="Mastodon https://social.example.org/@us",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        archives="Archive <1> https://archive.example.org/{time}/{url}\nhttps://archive.example.com/?at={url}",
    )
    _add_labels_and_sources(ada)
    _add_post_with_all_blocks(ada, bo)
    _add_verdicts(ada)
    _add_post_with_blocks_of_prose(ada)
    _add_other_languages(ada)
    _add_edge_cases(bo)
    _add_many_posts(ada)
    _add_discussions(ada)
    _add_corrections(ada)
    _add_dossiers(ada)
    slugs = ("every-block", "in-fr", "in-ar")
    parts = Post.objects.filter(slug__in=slugs)
    make.series(*parts, name="Floods & <tides>", introduction="What rises & falls.\n\nOften.")
    make.page("<h2>Who</h2><p>We are.</p>", title="About us", summary="Who writes here.")
    draft = make.draft(
        "<p>Not yet.</p>" + figure(caption="No picture yet"),
        authors=(ada,),
        title="A draft",
        labels=["Not yet public"],
        published_at=moment(2026, 3, 3),
    )
    _share_draft(draft, ada)
    write_dataset()
    _add_seals()
    return ada


def _add_seals() -> None:
    """Seal everything, and some older days; the oldest is not signed."""
    collect_files()
    create_seal(date(2026, 3, 31))
    for number in range(POSTS_PER_PAGE + 1):
        day = date(2026, 3, 25) + timedelta(days=number)
        statement = f"Seal of {day}\n"
        Seal.objects.create(
            day=day,
            created_at=moment(day.year, day.month, day.day),
            root=sha256(statement.encode()).digest(),
            tile_roots=b"",
            file_count=number,
            statement=statement,
        )
    signed = Seal.objects.exclude(day=date(2026, 3, 25))
    signed.update(token=b"\x30", stamped_at=moment(2026, 4, 1), certificates="PEM")


def _share_draft(draft: Post, ada: User) -> None:
    link = share_links.create_share_link(
        post=draft, by=ada, name="Cy & <Co>", days=7, may_note=True
    ).link
    for anchor in (None, anchors.list_anchors(draft)[0]):
        add_invited_note(
            link=link,
            name="محمد",
            anchor=anchor,
            text="Is it <b>so</b>?\n\nReally?",
            submission=uuid4(),
        )


def _add_labels_and_sources(ada: User) -> None:
    Label.objects.create(name="Rivers", description="What flows, & who “owns” it.")
    for kind, name, role, affiliation in (
        ("person", "Minister Doe", "Minister of Water", "Government of Somewhere"),
        ("organisation", "Port Authority", "", ""),
        ("publication", "The Daily Flood", "", ""),
        ("document", "Report on the Dam", "", "Port Authority"),
    ):
        Source.objects.create(
            kind=kind,
            name=name,
            role=role,
            affiliation=affiliation,
            about=f"{name} is <known> & quoted.\n\nOften.",
            url="https://source.example.org/about?a=1&b=2",
            created_by=ada,
        )


def _figure_with_photo(ada: User, size: tuple[int, int], alt: str, **fields: str) -> str:
    """Return document HTML of a figure with an uploaded picture."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(file, "PNG")
    file.name = "gradient.png"
    file.seek(0)
    photo = upload_photo(file=_uploaded_file(file), by=ada).photo
    photo.alt, photo.decorative = alt, not alt
    photo.credit = fields.get("credit", "")
    photo.licence_url = fields.get("licence", "")
    photo.save()
    photo_renditions.generate.call(photo.pk)
    attributes = {"licence": photo.licence_url, "decorative": "" if alt else "1"} | fields
    return figure(photo, **{name: value for name, value in attributes.items() if value})


def _uploaded_file(file: io.BytesIO):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("gradient.png", file.getvalue())


def _add_post_with_all_blocks(ada: User, bo: User) -> None:
    make.post(
        '<p>Prose with <strong>weight</strong>, <em>stress</em>, a <a href="https://example.org/'
        '?a=1&amp;b=2">link</a> &amp; a<br>line.</p>'
        + quotation("“One.”", attribution="Minister Doe, May 2021", source_name="Minister Doe")
        + '<hr data-jump=""><h2>A heading</h2><p>Text, <a href="#continued">within</a>.</p>'
        "<h3>A lower one</h3>"
        "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><ol><li>first</li></ol>"
        "<blockquote><p>Someone’s words.</p></blockquote><hr><p>After a break.</p>"
        + quotation(
            "“One of three, with a <em>stress</em> and [an insertion].”",
            "“Two, ‘nested’.”",
            "“Three.”",
            attribution="Spokesman, Report on the Dam, 3 May 2021",
            source_name="Report on the Dam",
            source_kind="document",
            source_affiliation="Port Authority",
            speaker_name="Minister Doe",
            said="2021-05-03",
            url="https://read.example.org/at?x=1&amp;y=2",
        )
        + quotation(
            "«Dit en français.»",
            "«Deux.»",
            attribution="Le Monde, mars 2022",
            source_name="The Daily Flood",
            source_kind="publication",
            said="2022-03",
            lang="fr",
            translation="Said in French.&#10;Two.",
        )
        + quotation("«كلام»", lang="ar", source_name="Port Authority", source_kind="organisation")
        + quotation("“Of nobody.”")
        + quotation(  # Its links wrap and are adjacent.
            "“Of a long line.”",
            attribution="A speaker at the meeting in Upper Fold, 11 June 2026",
            source_name="The Daily Flood",
            url="https://eveningpost.example.com/2026/06/12/upper-fold",
        )
        + _figure_with_photo(
            ada,
            (1600, 900),
            "A wide gradient",
            caption="What it shows & “why”.",
            credit="Agency/Someone/Agency",
            licence="https://licence.example.org/by/",
        )
        + _figure_with_photo(ada, (600, 1500), "A tall gradient", caption="Only a caption")
        + _figure_with_photo(ada, (300, 300), "A square gradient", credit="Only a credit")
        + _figure_with_photo(ada, (900, 300), ""),
        authors=(ada, bo),
        labels=["Rivers", "Law & order", "中国", "Ports"],
        title="Every block",
        summary="All that a post can hold & more.",
        # Real dates have microseconds.
        published_at=moment(2026, 3, 2).replace(microsecond=123_456),
    )


def _add_verdicts(ada: User) -> None:
    """What became of quotations at their sources: each of them stood there at first."""
    verdicts = ("same", "changed", "gone", "changed")
    for quotation_row, verdict in zip(
        PullQuote.objects.exclude(url="").order_by("pk"), verdicts, strict=True
    ):
        values = STOOD if verdict == "same" else STOOD | LATER
        difference = DIFFERENCE if verdict == "changed" else []
        store_check(quotation_row, verdict=verdict, **values | {"difference": difference})
    first = QuotationCheck.objects.order_by("quotation").first()
    assert first is not None
    copy = store_copy(first.page.url)
    publish_copy(copy=copy, by=ada, ground="licence", details="CC BY <4.0>")
    around = {"before": "Before & ", "there": "The words", "after": " after.", "fragment": "text=a"}
    QuotationCheck.objects.filter(pk=first.pk).update(copy=copy, first_copy=copy, **around)


def _add_post_with_blocks_of_prose(ada: User) -> None:
    """A post of its own: what a page of the other one weighs is measured, and has a limit."""
    make.post(
        "<h2>A heading</h2><h3>A lower one</h3><h4>The lowest</h4>"
        "<p>A <s>slip</s> <ins>word</ins>, m<sup>3</sup>, CO<sub>2</sub>, <code>a &lt; b</code>"
        '<small data-footnote="">A <em>note</em> with a <a href="/archive/">link</a>.</small>.</p>'
        "<table><caption>Flow &amp; share</caption><tr><th>Year</th>"
        '<th data-align="end">Flow</th></tr><tr><th>1962</th><td data-align="end">41</td></tr>'
        '<tr><td colspan="2">Sum</td></tr></table><table><tr><td>a</td><td>b</td></tr></table>'
        '<table data-chart="lines" data-unit="m³/s" data-description="It rose." data-credit="Weir"'
        ' data-credit-url="https://example.org/weir"><caption>Flow</caption><tr><th>Year</th>'
        "<th>Low</th><th>Natural</th></tr><tr><th>1962</th><td>41</td><td>60.5</td></tr>"
        "<tr><th>1963</th><td>40</td><td>−2</td></tr></table>"
        '<table data-chart="bars"><tr><td>a</td><td>1</td></tr></table>'
        '<pre><code class="language-python">if a &lt; b:\n    c()\n</code></pre><pre>d</pre>'
        '<aside data-kind="background"><h3>In a box</h3><p>Text'
        '<small data-footnote="">A second note.</small></p></aside><aside><p>Text</p></aside>'
        "<dl><dt>Term</dt><dd>Its meaning</dd><dd>Another</dd></dl>"
        '<section data-interview data-interviewer="Ada &amp; Co" data-interviewee="محمد">'
        "<p data-question>Why<small data-footnote>A third.</small>?</p><p>So.</p>"
        "<p data-question>And?</p><ul><li><p>This.</p></li></ul></section>"
        + gallery(
            _figure_with_photo(ada, (600, 400), "A gradient", caption="One"),
            _figure_with_photo(ada, (300, 400), "", caption="Two", credit="Agency"),
            layout="wide",
        )
        + embed("https://www.youtube.com/watch?v=abcdefghij_", title="A talk", caption="On & on"),
        authors=(ada,),
        title="Blocks of prose",
        published_at=moment(2026, 2, 3),
    )


def _add_discussions(ada: User) -> None:
    """Comments in all states on two pages of a post, and a closed discussion."""
    post = Post.objects.get(slug="every-block")
    text = "> He said so.\n\nHe did not: https://example.org/a?b=1&c=2 <b>\nA line.\n\n«كلام»"
    first = make.comment(
        post,
        text,
        name="Cy & <Co>",
        website="https://cy.example.org/?a=1&b=2",
        email_hash=hash_email(GUEST_EMAIL),
    )
    make.subscription(first, GUEST_EMAIL, token="emails-to-cy", confirmed_at=None)
    reply = make.comment(post, "As its author.", under=first, user=ada, name=str(ada))
    third = make.comment(post, LONG_WORD, under=reply, name=LONG_WORD[:90], is_pick=True)
    make.comment(post, "Flat.", under=third, name="", edited_at=moment(2026, 3, 4))
    gone = make.comment(post, "Gone.", state=Comment.State.REMOVED)
    make.comment(post, "An answer to it.", under=gone, name="محمد")
    make.comment(post, "The last one.")
    closed = Post.objects.get(slug="in-fr")
    closed.comments_close_after = 1
    closed.save()
    make.comment(closed, "« Bien dit. »", name="Zoë")


def _add_corrections(ada: User) -> None:
    """All kinds of changes, with text that needs escaping, on more than one page."""
    post = Post.objects.get(slug="every-block")
    _record_correction(
        post,
        "It said that “two” & <two> were one: https://example.org/a?b=1&c=2.",
        ("<p>Text, <", "<p>Texts <strong>that were</strong> wrong</p><p>Text, <"),
        ("After a break", "Before a <em>break</em>"),
        ("“Two, ‘nested’.”", "“Two.”"),
        ("Only a caption", "Only half a caption"),
        ("<ul>", "<ul><li>z</li>"),
    )
    _record_correction(post, LONG_WORD, ("Someone’s words", LONG_WORD), kind="update")
    _record_correction(post, "", ("Someone’s words", "Somebody’s words"), kind="typo")
    arabic = Post.objects.get(slug="in-ar")
    _record_correction(arabic, "كان «الكلام» خطأ: 12 لا 21 (River).", ("Further", "لا <b>"))
    for number in range(2 * POSTS_PER_PAGE):
        make.correction(Post.objects.get(title="One of many 1"), f"Of many, {number}.")


def _record_correction(
    post: Post, text: str, *changes: tuple[str, str], kind: str = "correction"
) -> None:
    """Save the post with each change reverted, then as it is now, and record the correction."""
    html = document.to_html(document.load_document(post))
    old = html
    for new, old_text in changes:
        assert new in old, new
        old = old.replace(new, old_text, 1)
    saved_revisions = []
    for version in (old, html):
        nodes = document.parse(version)
        document.save(post, nodes, post.byline[0])
        saved_revisions.append(revisions.record(post, None))
    corrections.record(post, *saved_revisions, None, kind, text)


def _add_dossiers(ada: User) -> None:
    """A dossier of quotations in several languages and a post, and a comparison."""
    quotations = PullQuote.objects.published().order_by("pk")
    make.dossier(
        *quotations[:8],
        Post.objects.get(slug="in-ar"),
        notes=("Of <all> & sundry.\n\nTwice.", "", LONG_WORD),
        title="Rivers & dams",
        slug="rivers-and-dams",
        introduction="<h2>Why</h2><p>Words with a <a href='/labels/rivers/'>link</a>.</p>",
        author=ada,
    )
    dated = quotations.filter(source__name="Minister Doe")
    make.comparison(
        *(dated[0], dated.filter(post__language="ar")[0]),
        notes=("Then.",),
        title="The minister, then and now",
        slug="the-minister-then-and-now",
        introduction="<p>What was said.</p>",
        author=ada,
    )


def _add_other_languages(ada: User) -> None:
    for language, title, text in (
        ("fr", "Un billet en français", "« Des mots »"),
        ("ar", "مقالة بالعربية", "«كلام»"),
        ("zh-hant", "一篇中文文章", "「話」"),
    ):
        make.post(
            f"<p>{text}</p>"
            + quotation(text, attribution="Minister Doe", source_name="Minister Doe")
            + _figure_with_photo(ada, (640, 400 + len(title)), title, caption=text, credit="Agency")
            + '<hr data-jump=""><p>Further.</p>',
            authors=(ada,),
            labels=["Rivers"],
            language=language,
            title=title,
            slug=f"in-{language}",
            summary=text,
            published_at=moment(2026, 3, 1),
        )


def _add_edge_cases(bo: User) -> None:
    """A post with only a title, markup in text, words longer than a line, many posts on one day."""
    odd = {"authors": (bo,), "published_at": moment(2026, 2, 28)}
    make.post("", title="Nothing but a title", **odd)
    make.post("<h3>Lower</h3><p>Words.</p><h2>Higher</h2>", title="Headings upside down", **odd)
    make.post(
        "<p>&lt;b&gt; &amp;amp; \"'</p>", title="<b>&amp; \"quotes\"</b> 'x'", slug="b", **odd
    )
    make.post(
        f"<h2>{LONG_WORD}</h2><p>{LONG_WORD}</p>"
        + quotation(LONG_WORD, attribution=LONG_WORD, url=f"https://example.org/{LONG_WORD}"),
        title=LONG_WORD,
        labels=[LONG_WORD[:90]],
        slug="long",
        **odd,
    )
    make.post(
        quotation(
            *(f"“Quotation {n}.”" for n in range(POSTS_PER_PAGE)), source_name="Minister Doe"
        ),
        title="Many quotations",
        **odd,
    )


def _add_many_posts(ada: User) -> None:
    """More than one page of the home page and of every list."""
    for number in range(3 * POSTS_PER_PAGE + 1):
        make.post(
            f"<p>Words {number}.</p>",
            authors=(ada,),
            labels=["Rivers"],
            title=f"One of many {number}",
            published_at=moment(2025, 12, 31 - number % 3),
        )
