"""Notes on blocks of a post, for users who may edit it."""

import json

import pytest

from blog.notes import anchors
from blog.notes.models import Note
from blog.notes.notes import add_note, reply_to_note
from tests.support import factories as make
from tests.support.desk import (
    change,
    fields,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db

HTML = "<p>First.</p><p>Second.</p>" + make.quotation("“Said.”", "“Said again.”") + "<p>Last.</p>"


@pytest.fixture
def author():
    return make.user("Author", byline="Ana")


@pytest.fixture
def post(author):
    return make.draft(HTML, authors=(author,))


def get_url(post) -> str:
    return f"/admin/blog/post/{post.pk}/notes/"


def post_json(client, post, **body):
    return client.post(get_url(post), json.dumps(body), "application/json")


def get_anchor(post, anchor_text: str) -> anchors.Anchor:
    (anchor,) = [anchor for anchor in anchors.list_anchors(post) if anchor.text == anchor_text]
    return anchor


def create_note(post, by, anchor_text: str) -> Note:
    anchor = get_anchor(post, anchor_text)
    return add_note(
        post=post, by=by, text="Who said it?", block=anchor.block, anchor_text=anchor.text
    ).note


def test_note_is_anchored_to_its_block(post, author):
    quotation = post.pullquotes.get(text="“Said.”")
    client = signed_in(author)
    post_json(
        client,
        post,
        text=" Who?\r\nWhen? ",
        block=f"pullquote-{quotation.pk}",
        anchor_text="“Said.”",
    )
    post_json(client, post, text="More of it", anchor_text="Second.")
    post_json(client, post, text="A better title")
    note_data = [
        (note["text"], note["block"].split("-")[0], note["excerpt"], note["by"])
        for note in client.get(get_url(post)).json()["notes"]
    ]
    assert note_data == [
        ("Who?\nWhen?", "pullquote", "“Said.”", "Ana"),
        ("More of it", "prose", "Second.", "Ana"),
        ("A better title", "", "", "Ana"),
    ]


def test_replies_to_replies_are_flat(post, author):
    client = signed_in(author)
    first = post_json(client, post, text="Who?").json()["wrote"]
    second = post_json(client, post, text="Ana.", to=first).json()["wrote"]
    (thread,) = post_json(client, post, text="Which one?", to=second).json()["notes"]
    assert [reply["text"] for reply in thread["replies"]] == ["Ana.", "Which one?"]


def test_note_is_resolved_once_and_reopened(post, author):
    editor = make.user("Editor", byline="Ben")
    note = create_note(post, author, "First.")
    (note_data,) = post_json(signed_in(editor), post, resolve=note.pk).json()["notes"]
    assert note_data["resolved"].startswith("Resolved by Ben on ")
    post_json(signed_in(author), post, resolve=note.pk)
    note.refresh_from_db()
    assert note.resolved_by == editor
    (note_data,) = post_json(signed_in(author), post, reopen=note.pk).json()["notes"]
    assert note_data["resolved"] == ""


@pytest.mark.parametrize(
    ("role", "status"),
    [("Author", 404), ("Editor", 200), ("superuser", 200), ("Moderator", 404), ("", 302)],
)
def test_notes_are_accessible_only_to_editors_of_post(role, status, post, author):
    note = create_note(post, author, "First.")
    client = signed_in(make.user(role))
    answers = [
        client.get(get_url(post)),
        post_json(client, post, text="Mine"),
        post_json(client, post, to=note.pk, text="Mine"),
        post_json(client, post, resolve=note.pk),
    ]
    assert [response.status_code for response in answers] == [status] * 4
    note.refresh_from_db()
    assert (Note.objects.filter(text="Mine").count(), bool(note.resolved_at)) == (
        (2, True) if status == 200 else (0, False)
    )


@pytest.mark.parametrize("key", ["theirs", "reply", 0, -1, "x", None, 10**30])
@pytest.mark.parametrize("action", ["to", "resolve", "reopen"])
def test_action_on_note_of_other_post_returns_404(action, key, post, author):
    other_note = add_note(post=make.draft(), by=make.user("Author"), text="Theirs").note
    reply = reply_to_note(
        note=add_note(post=post, by=author, text="Mine").note, by=author, text="Reply"
    ).note
    if key == "reply" and action == "to":
        return  # Replying to a reply is allowed.
    keys = {"theirs": other_note.pk, "reply": reply.pk}
    response = post_json(signed_in(author), post, text="x", **{action: keys.get(key, key)})
    assert response.status_code == 404
    assert Note.objects.count() == 3


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"[]",
            b"3",
            b"{",
            b"[" * 100_000,
            b"\xff",
            b'{"text": 3}',
            b'{"text": ["x"]}',
            b'{"text": "x", "block": 3}',
        ),
        *(b'{"text": ""}', b'{"text": " \\n "}', b'{"text": "\\u0000"}'),
        json.dumps({"text": "x" * 2001}).encode(),
    ],
)
def test_invalid_note_is_refused_with_message(body, post, author):
    response = signed_in(author).post(get_url(post), body, "application/json")
    assert response.status_code == 400
    assert response.json()["error"].endswith(".")
    assert not Note.objects.exists()


@pytest.mark.parametrize("block", ["pullquote-0", "prose-999999", "figure-x", "x" * 50, "prose-1;"])
def test_note_on_unknown_block_keeps_excerpt(block, post, author):
    response = post_json(
        signed_in(author), post, text="Hm.", block=block, anchor_text="Gone\0 words"
    )
    (note_data,) = response.json()["notes"]
    assert (note_data["block"], note_data["excerpt"]) == ("", "Gone words")


def test_note_beyond_limit_of_post_is_refused(post, author, monkeypatch):
    monkeypatch.setattr("blog.notes.notes.MAX_NOTES_OF_POST", 1)
    client = signed_in(author)
    assert post_json(client, post, text="One").status_code == 200
    assert post_json(client, post, text="Two").status_code == 400


# A note's paragraph, an edit, the anchor sent by the editor, and the expected anchor.
CHANGED_TEXT = "Second, better."
MOVES = [
    ("Second.", lambda html: html, None, "Second."),
    ("Second.", lambda html: html.replace("<p>First.</p>", ""), None, "Second."),
    ("First.", lambda html: html.replace("<p>First.</p>", "") + "<p>First.</p>", None, "First."),
    ("Second.", lambda html: html.replace("Second.", CHANGED_TEXT), CHANGED_TEXT, CHANGED_TEXT),
    ("“Said.”", lambda html: html.replace("“Said.”", "“Said so.”"), None, "“Said so.”"),
    ("Second.", lambda html: html.replace("<p>Second.</p>", ""), None, None),
    ("“Said.”", lambda html: "<p>Only this.</p>", None, None),
]


@pytest.mark.slow
@pytest.mark.parametrize(("anchor_text", "edit", "sent_text", "expected"), MOVES)
def test_note_follows_its_block_after_save(anchor_text, edit, sent_text, expected, post, author):
    note = create_note(post, author, anchor_text)
    client = signed_in(author)
    sent = (
        {"note_places": json.dumps({note.pk: {"block": "", "text": sent_text}})}
        if sent_text
        else {}
    )
    html = get_editor_html(client, post)
    assert send(client, change(post), document=edit(html), **sent).status_code == 302
    note.refresh_from_db()
    assert note.excerpt == anchor_text
    anchors_by_text = {anchor.text: anchor for anchor in anchors.list_anchors(post)}
    if expected is None:
        assert note.anchor_text not in anchors_by_text and note.anchor_text == anchor_text
    else:
        assert (note.anchor_text, note.block) == (expected, anchors_by_text[expected].block)


def get_editor_html(client, post) -> str:
    return fields(client, change(post))["document"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "sent_anchors",
    ["x", "[]", "3", '{"1": 3}', '{"x": {"block": 3, "text": null}}', "[" * 100_000],
)
def test_save_with_forged_anchors_keeps_notes(sent_anchors, post, author):
    note = create_note(post, author, "Second.")
    send(signed_in(author), change(post), note_places=sent_anchors, title="Saved")
    before = (note.block, note.anchor_text)
    note.refresh_from_db()
    assert (note.block, note.anchor_text) == before


@pytest.mark.slow
def test_note_and_reply_are_editable_only_by_their_authors(post, author):
    editor = make.user("Editor")
    note = create_note(post, author, "Second.")
    reply = reply_to_note(note=note, by=editor, text="I do not know.").note
    author_client, editor_client = signed_in(author), signed_in(editor)
    assert post_json(author_client, post, edit=note.pk, text=" Who wrote it? ").status_code == 200
    assert post_json(editor_client, post, edit=reply.pk, text="Her clerk.").status_code == 200
    for client, other_note in ((author_client, reply), (editor_client, note)):
        refused = post_json(client, post, edit=other_note.pk, text="Nonsense.")
        assert refused.json() == {"error": "You can change only your own notes."}
    assert post_json(author_client, post, edit=note.pk, text=" ").json() == {
        "error": "Enter some text first."
    }
    (thread,) = editor_client.get(get_url(post)).json()["notes"]
    assert (thread["text"], thread["excerpt"], thread["mine"]) == (
        "Who wrote it?",
        "Second.",
        False,
    )
    assert [(reply["text"], reply["mine"]) for reply in thread["replies"]] == [("Her clerk.", True)]


def test_edit_of_note_at_url_of_other_post_returns_404(post, author):
    other_note = add_note(post=make.draft(HTML, authors=(author,)), by=author, text="There.").note
    assert post_json(signed_in(author), post, edit=other_note.pk, text="Here.").status_code == 404
    other_note.refresh_from_db()
    assert other_note.text == "There."


@pytest.mark.parametrize("count", [1, 12])
def test_notes_query_count_is_independent_of_note_count(
    count, post, author, django_assert_max_num_queries
):
    for _ in range(count):
        reply_to_note(note=create_note(post, author, "Second."), by=author, text="So?")
    with django_assert_max_num_queries(1):
        anchors.serialize_threads(post, author)
    post.proses.first().delete()
    with django_assert_max_num_queries(5):
        anchors.update_anchors(post)


@pytest.mark.slow
def test_notes_are_never_public(post, author, client):
    secret = "Never for readers"
    note = create_note(post, author, "Second.")
    Note.objects.filter(pk=note.pk).update(text=secret)
    reply_to_note(note=note, by=author, text=secret)
    post.status, post.published_at = "published", make.moment(2024)
    post.save()
    for page in (post.get_absolute_url(), "/", "/feed.atom", "/feed.json", "/search/?q=never"):
        response = client.get(page, follow=True)
        assert response.status_code == 200, page
        assert secret not in response.text, page
    assert secret not in signed_in(make.user()).get(post.get_absolute_url()).text
