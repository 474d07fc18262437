"""A block that two people changed is a block with both versions, and never text of the post."""

import json

import lxml.html
import pytest

from blog import checks
from blog.content import document
from blog.content.document import ConflictNode, ProseNode
from blog.content.document.save import UnresolvedConflict
from blog.models import Post
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision, RevisionBlock
from tests.support import factories as make
from tests.support.desk import (
    change,
    errors,
    fields,
    signed_in,
)

pytestmark = pytest.mark.django_db
ONE = "<p>One.</p>"
THEIRS, MINE = "<p>Theirs نص.</p>", "<p>Mine.</p>"
PREVIEW = "/admin/blog/post/preview/"


def conflict(theirs: str = THEIRS, mine: str = MINE, by: str = "Ana") -> str:
    return (
        f'<section data-block="conflict" data-by="{by}">'
        f'<section data-version="theirs">{theirs}</section>'
        f'<section data-version="mine">{mine}</section></section>'
    )


def parsed(html: str) -> list:
    return document.parse(html).nodes


@pytest.fixture
def ana():
    return signed_in(make.user("Editor", byline="Ana"))


@pytest.fixture
def ben():
    return signed_in(make.user("Editor", byline="Ben"))


@pytest.fixture
def post():
    html = ONE + make.quotation("“Said.”", attribution="Ana Lind") + "<p>Three.</p>"
    return make.draft(html, title="Title")


@pytest.fixture
def sent_back(post, ana, ben) -> dict[str, str]:
    """Ben's form after Ana saved another version of the same paragraph."""
    opened = [fields(client, change(post)) for client in (ana, ben)]
    for client, form, words in zip((ana, ben), opened, ("One, Ana.", "One, Ben."), strict=True):
        sent = form | {"document": form["document"].replace("One.", words)}
        response = client.post(change(post), sent)
    assert response.status_code == 200
    return form_of(response)


def form_of(response) -> dict[str, str]:
    page = lxml.html.fromstring(response.content.decode())
    (form,) = [form for form in page.forms if form.get("id") == "post_form"]
    sent = {name: value or "" for name, value in form.form_values()}
    return {name: value.removeprefix("\r\n").removeprefix("\n") for name, value in sent.items()}


@pytest.mark.parametrize(
    "html",
    [
        conflict(),
        ONE + conflict() + ONE,
        conflict() + conflict(by="بن"),
        conflict(theirs=""),
        conflict(mine=""),
        conflict(
            make.quotation("“A.”", attribution="Ana"), make.quotation("“B.”", source_name="B")
        ),
        conflict("<ul><li><p>a</p></li></ul>", '<figure data-block="figure" data-id="7"></figure>'),
        conflict(by="O&quot;Neil &lt;b&gt;"),
    ],
)
def test_conflict_parsed_and_written_is_the_same(html):
    once = document.to_html(document.parse(html))
    assert document.to_html(document.parse(once)) == once
    assert document.parse(once).nodes == parsed(html)
    assert any(isinstance(node, ConflictNode) for node in parsed(html))


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<section data-block="conflict"></section>', ""),
        ('<section data-block="conflict">Loose.</section>', "Loose."),
        (conflict().replace("data-version", "data-else"), "Theirs نص.Mine."),
        (conflict(theirs=conflict()), "Theirs نص.Mine.Mine."),
        (conflict(mine="<script>alert(1)</script><p onclick=x>M</p>"), "Theirs نص.M"),
        ('<section data-block="conflict"><section data-version="mine">' * 70 + "deep", "deep"),
    ],
)
def test_conflict_with_hostile_html_loses_no_word_and_runs_nothing(html, words):
    kept = document.to_html(document.parse(html))
    assert "<script" not in kept and "onclick" not in kept
    text = lxml.html.fromstring(f"<div>{kept}</div>").text_content() if kept else ""
    assert text.strip() == words


def test_form_sent_back_holds_both_versions_in_a_conflict(sent_back):
    theirs = ["<p>One, Ana.</p>"]
    node = parsed(sent_back["document"])[0]
    assert isinstance(node, ConflictNode)
    assert (node.by, [each.html for each in node.theirs]) == ("Ana", theirs)
    assert [each.html for each in node.mine] == ["<p>One, Ben.</p>"]
    assert 'data-errors="' in sent_back["document"]
    assert "Both changed this" not in sent_back["document"]


@pytest.mark.parametrize("transition", ["", "published", "handed_in", "scheduled"])
@pytest.mark.parametrize("times", [1, 3])
def test_conflict_saved_again_is_refused_with_nothing_lost(transition, times, post, ben, sent_back):
    before = Post.objects.values().get(), list(Revision.objects.values_list("pk", flat=True))
    for _ in range(times):
        extra = {"transition": transition, "schedule_at": "2999-01-01T10:00"} if transition else {}
        response = ben.post(change(post), sent_back | extra)
        assert response.status_code == 200
        assert "two versions" in errors(response)["document"][0]
        again = form_of(response)
        assert again["document"] == sent_back["document"]
        assert again["revision"] == sent_back["revision"]
    assert before == (
        Post.objects.values().get(),
        list(Revision.objects.values_list("pk", flat=True)),
    )
    assert not RevisionBlock.objects.filter(html__contains="conflict").exists()


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("<p>One, Ana.</p>", "One, Ana."),
        ("<p>One, Ben.</p>", "One, Ben."),
        ("<p>One, Ana.</p><p>One, Ben.</p>", "One, Ben."),
        ("<p>One, by both.</p>", "by both"),
        ("", "Three."),
    ],
)
def test_conflict_resolved_is_saved(kept, words, post, ben, sent_back):
    nodes = document.parse(sent_back["document"])
    rest = document.to_html(document.Document(nodes.nodes[1:]))
    response = ben.post(change(post), sent_back | {"document": kept + rest})
    assert response.status_code == 302
    post.refresh_from_db()
    assert words in post.html
    assert [quotation.attribution for quotation in post.pullquotes.all()] == ["Ana Lind"]


def test_conflict_meets_a_third_save_only_once_it_is_resolved(post, ana, ben, sent_back):
    opened = fields(ana, change(post))
    ana.post(change(post), opened | {"document": opened["document"].replace("Three.", "3, Ana.")})
    assert ben.post(change(post), sent_back).status_code == 200
    assert Revision.objects.filter(is_aside=True).count() == 1
    nodes = document.parse(sent_back["document"])
    nodes.nodes[0] = ProseNode("<p>One, both.</p>")
    sent = sent_back | {"document": document.to_html(nodes)}
    assert ben.post(change(post), sent).status_code == 302
    post.refresh_from_db()
    assert ("One, both." in post.html, "3, Ana." in post.html) == (True, True)


@pytest.mark.parametrize("add", ["/admin/blog/post/add/", "/admin/blog/page/add/"])
def test_conflict_in_a_new_post_or_page_is_refused(add, ben):
    """As pasted from another form, or sent by a program."""
    sent = fields(ben, add) | {"title": "T", "document": conflict()}
    response = ben.post(add, sent)
    assert "two versions" in errors(response)["document"][0]
    assert not Post.all_objects.exists()


def test_preview_leaves_a_conflict_out_and_says_so(post, ben, sent_back):
    page = ben.post(PREVIEW, sent_back | {"_post": post.pk})
    assert page.status_code == 200
    assert "Ana." not in page.text and "One, Ben." not in page.text and "Three." in page.text
    assert "1 block with two versions is left out" in page.text


def test_conflict_reaches_neither_rows_nor_readers(post, client):
    for html in (conflict(), ONE + conflict()):
        nodes = document.parse(html)
        with pytest.raises(UnresolvedConflict):
            document.save(post, nodes, post.byline[0])
        assert all("Mine." not in row.html for row in document.build_rows(nodes, lambda _: None))
    assert "Mine." not in Post.objects.get().html


def test_conflict_is_a_finding_that_nobody_overrides(post, ben):
    body = {"post": post.pk, "title": "T", "document": ONE + conflict()}
    address = "/admin/blog/post/checks/"
    answer = ben.post(address, json.dumps(body), content_type="application/json").json()
    (found,) = [one for one in answer["open"] if one["name"] == str(checks.NAMES["conflict"])]
    assert (found["blocks"], found["at"], found["can_override"]) == (True, 1, False)
    body["overrides"] = json.dumps({found["key"]: "Looks fine to me"})
    given = checks.CheckInput(document.parse(ONE + conflict()), "T", "", [])
    findings = checks.run(given, post, post.byline[0])
    results = checks.apply_overrides(findings, post, {found["key"]: "Looks fine"}, post.byline[0])
    assert "conflict" in [finding.code for finding in results.blocking]


def test_conflict_of_figures_keeps_the_picture_and_its_words(ana, ben):
    user = make.user("Editor")
    photo = make.photo(user, alt="Boats", credit="A/B")
    post = make.draft(ONE + make.figure(photo, caption="Old."), authors=(user,))
    opened = [fields(client, change(post)) for client in (ana, ben)]
    for client, form, words in zip((ana, ben), opened, ("By Ana.", "By Ben."), strict=True):
        sent = form | {"document": form["document"].replace("Old.", words)}
        response = client.post(change(post), sent)
    (node,) = [n for n in parsed(form_of(response)["document"]) if isinstance(n, ConflictNode)]
    captions = [each.caption for each in (*node.theirs, *node.mine)]
    assert captions == ["By Ana.", "By Ben."]
    page = form_of(response)["document"]
    assert page.count(f'data-src="{photo.image.url}"') == 2
    resolved = document.to_html(document.Document([*parsed(ONE), *node.mine]))
    assert ben.post(change(post), form_of(response) | {"document": resolved}).status_code == 302
    assert post.figures.get().caption == "By Ben."


def test_autosave_of_a_conflict_is_no_text_when_restored(post, ben, sent_back):
    user = Revision.objects.filter(is_aside=True).get().by
    values = {"document": sent_back["document"], "title": "Title"}
    Autosave.objects.store(
        Autosave(form=sent_back["form_key"], user=user, post=post, kind="post", values=values)
    )
    ben.get(change(post))
    again = Autosave.objects.get(user=user).values["document"]
    assert document.parse(again).conflicts
    response = ben.post(change(post), sent_back | {"document": again})
    assert response.status_code == 200 and "two versions" in errors(response)["document"][0]
