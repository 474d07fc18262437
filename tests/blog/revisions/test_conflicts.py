"""Conflict blocks, which hold both versions of a block and never become text of a post."""

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
PREVIEW_URL = "/admin/blog/post/preview/"


def build_conflict(theirs: str = THEIRS, mine: str = MINE, by: str = "Ana") -> str:
    return (
        f'<section data-block="conflict" data-by="{by}">'
        f'<section data-version="theirs">{theirs}</section>'
        f'<section data-version="mine">{mine}</section></section>'
    )


def parse_nodes(html: str) -> list:
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
def returned_form(post, ana, ben) -> dict[str, str]:
    """Return Ben's form after Ana has saved another version of the same paragraph."""
    opened = [fields(client, change(post)) for client in (ana, ben)]
    for client, form, text in zip((ana, ben), opened, ("One, Ana.", "One, Ben."), strict=True):
        sent = form | {"document": form["document"].replace("One.", text)}
        response = client.post(change(post), sent)
    assert response.status_code == 200
    return get_form_fields(response)


def get_form_fields(response) -> dict[str, str]:
    page = lxml.html.fromstring(response.content.decode())
    (form,) = [form for form in page.forms if form.get("id") == "post_form"]
    sent = {name: value or "" for name, value in form.form_values()}
    return {name: value.removeprefix("\r\n").removeprefix("\n") for name, value in sent.items()}


@pytest.mark.parametrize(
    "html",
    [
        build_conflict(),
        ONE + build_conflict() + ONE,
        build_conflict() + build_conflict(by="بن"),
        build_conflict(theirs=""),
        build_conflict(mine=""),
        build_conflict(
            make.quotation("“A.”", attribution="Ana"), make.quotation("“B.”", source_name="B")
        ),
        build_conflict(
            "<ul><li><p>a</p></li></ul>", '<figure data-block="figure" data-id="7"></figure>'
        ),
        build_conflict(by="O&quot;Neil &lt;b&gt;"),
    ],
)
def test_conflict_parsed_and_serialized_is_unchanged(html):
    once = document.to_html(document.parse(html))
    assert document.to_html(document.parse(once)) == once
    assert document.parse(once).nodes == parse_nodes(html)
    assert any(isinstance(node, ConflictNode) for node in parse_nodes(html))


@pytest.mark.parametrize(
    ("html", "expected_text"),
    [
        ('<section data-block="conflict"></section>', ""),
        ('<section data-block="conflict">Loose.</section>', "Loose."),
        (build_conflict().replace("data-version", "data-else"), "Theirs نص.Mine."),
        (build_conflict(theirs=build_conflict()), "Theirs نص.Mine.Mine."),
        (build_conflict(mine="<script>alert(1)</script><p onclick=x>M</p>"), "Theirs نص.M"),
        ('<section data-block="conflict"><section data-version="mine">' * 70 + "deep", "deep"),
    ],
)
def test_conflict_with_hostile_html_keeps_text_without_scripts(html, expected_text):
    serialized = document.to_html(document.parse(html))
    assert "<script" not in serialized and "onclick" not in serialized
    text = lxml.html.fromstring(f"<div>{serialized}</div>").text_content() if serialized else ""
    assert text.strip() == expected_text


def test_form_with_overlapping_changes_returns_conflict_block(returned_form):
    theirs = ["<p>One, Ana.</p>"]
    node = parse_nodes(returned_form["document"])[0]
    assert isinstance(node, ConflictNode)
    assert (node.by, [each.html for each in node.theirs]) == ("Ana", theirs)
    assert [each.html for each in node.mine] == ["<p>One, Ben.</p>"]
    assert 'data-errors="' in returned_form["document"]
    assert "Both changed this" not in returned_form["document"]


@pytest.mark.parametrize("transition", ["", "published", "handed_in", "scheduled"])
@pytest.mark.parametrize("times", [1, 3])
def test_conflict_saved_unresolved_is_refused_without_loss(
    transition, times, post, ben, returned_form
):
    before = Post.objects.values().get(), list(Revision.objects.values_list("pk", flat=True))
    for _ in range(times):
        extra = {"transition": transition, "schedule_at": "2999-01-01T10:00"} if transition else {}
        response = ben.post(change(post), returned_form | extra)
        assert response.status_code == 200
        assert "two versions" in errors(response)["document"][0]
        again = get_form_fields(response)
        assert again["document"] == returned_form["document"]
        assert again["revision"] == returned_form["revision"]
    assert before == (
        Post.objects.values().get(),
        list(Revision.objects.values_list("pk", flat=True)),
    )
    assert not RevisionBlock.objects.filter(html__contains="conflict").exists()


@pytest.mark.parametrize(
    ("resolution", "expected_text"),
    [
        ("<p>One, Ana.</p>", "One, Ana."),
        ("<p>One, Ben.</p>", "One, Ben."),
        ("<p>One, Ana.</p><p>One, Ben.</p>", "One, Ben."),
        ("<p>One, by both.</p>", "by both"),
        ("", "Three."),
    ],
)
def test_conflict_after_resolution_is_saved(resolution, expected_text, post, ben, returned_form):
    nodes = document.parse(returned_form["document"])
    rest = document.to_html(document.Document(nodes.nodes[1:]))
    response = ben.post(change(post), returned_form | {"document": resolution + rest})
    assert response.status_code == 302
    post.refresh_from_db()
    assert expected_text in post.html
    assert [quotation.attribution for quotation in post.pullquotes.all()] == ["Ana Lind"]


def test_conflict_with_third_save_is_merged_after_resolution(post, ana, ben, returned_form):
    opened = fields(ana, change(post))
    ana.post(change(post), opened | {"document": opened["document"].replace("Three.", "3, Ana.")})
    assert ben.post(change(post), returned_form).status_code == 200
    assert Revision.objects.filter(is_aside=True).count() == 1
    nodes = document.parse(returned_form["document"])
    nodes.nodes[0] = ProseNode("<p>One, both.</p>")
    sent = returned_form | {"document": document.to_html(nodes)}
    assert ben.post(change(post), sent).status_code == 302
    post.refresh_from_db()
    assert ("One, both." in post.html, "3, Ana." in post.html) == (True, True)


@pytest.mark.parametrize("add", ["/admin/blog/post/add/", "/admin/blog/page/add/"])
def test_conflict_in_new_post_or_page_is_refused(add, ben):
    """Such conflicts are pasted from another form or sent by a script."""
    sent = fields(ben, add) | {"title": "T", "document": build_conflict()}
    response = ben.post(add, sent)
    assert "two versions" in errors(response)["document"][0]
    assert not Post.all_objects.exists()


def test_preview_of_conflict_omits_block_and_shows_notice(post, ben, returned_form):
    page = ben.post(PREVIEW_URL, returned_form | {"_post": post.pk})
    assert page.status_code == 200
    assert "Ana." not in page.text and "One, Ben." not in page.text and "Three." in page.text
    assert "1 block with two versions is left out" in page.text


def test_conflict_is_never_stored_in_blocks(post, client):
    for html in (build_conflict(), ONE + build_conflict()):
        nodes = document.parse(html)
        with pytest.raises(UnresolvedConflict):
            document.save(post, nodes, post.byline[0])
        assert all("Mine." not in row.html for row in document.build_rows(nodes, lambda _: None))
    assert "Mine." not in Post.objects.get().html


def test_conflict_is_a_check_result_without_override(post, ben):
    body = {"post": post.pk, "title": "T", "document": ONE + build_conflict()}
    address = "/admin/blog/post/checks/"
    answer = ben.post(address, json.dumps(body), content_type="application/json").json()
    (finding,) = [one for one in answer["open"] if one["name"] == str(checks.NAMES["conflict"])]
    assert finding["blocks"] and not finding["can_override"]
    assert finding["element_index"] == 1
    body["overrides"] = json.dumps({finding["key"]: "Looks fine to me"})
    check_input = checks.CheckInput(document.parse(ONE + build_conflict()), "T", "", [])
    findings = checks.run(check_input, post, post.byline[0])
    results = checks.apply_overrides(findings, post, {finding["key"]: "Looks fine"}, post.byline[0])
    assert "conflict" in [finding.code for finding in results.blocking]


def test_conflict_of_captions_keeps_photo_and_both_captions(ana, ben):
    user = make.user("Editor")
    photo = make.photo(user, alt="Boats", credit="A/B")
    post = make.draft(ONE + make.figure(photo, caption="Old."), authors=(user,))
    opened = [fields(client, change(post)) for client in (ana, ben)]
    for client, form, caption in zip((ana, ben), opened, ("By Ana.", "By Ben."), strict=True):
        sent = form | {"document": form["document"].replace("Old.", caption)}
        response = client.post(change(post), sent)
    (node,) = [
        n for n in parse_nodes(get_form_fields(response)["document"]) if isinstance(n, ConflictNode)
    ]
    captions = [each.caption for each in (*node.theirs, *node.mine)]
    assert captions == ["By Ana.", "By Ben."]
    page = get_form_fields(response)["document"]
    assert page.count(f'data-src="{photo.image.url}"') == 2
    resolved = document.to_html(document.Document([*parse_nodes(ONE), *node.mine]))
    assert (
        ben.post(change(post), get_form_fields(response) | {"document": resolved}).status_code
        == 302
    )
    assert post.figures.get().caption == "By Ben."


def test_autosave_with_conflict_restores_conflict_block(post, ben, returned_form):
    user = Revision.objects.filter(is_aside=True).get().by
    values = {"document": returned_form["document"], "title": "Title"}
    Autosave.objects.store(
        Autosave(form=returned_form["form_key"], user=user, post=post, kind="post", values=values)
    )
    ben.get(change(post))
    again = Autosave.objects.get(user=user).values["document"]
    assert document.parse(again).conflicts
    response = ben.post(change(post), returned_form | {"document": again})
    assert response.status_code == 200 and "two versions" in errors(response)["document"][0]
