"""Notes at a post's blocks: for those who may edit the post, and for nobody else."""

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


def address(post) -> str:
    return f"/admin/blog/post/{post.pk}/notes/"


def ask(client, post, **body):
    return client.post(address(post), json.dumps(body), "application/json")


def at(post, words: str) -> anchors.Anchor:
    (place,) = [place for place in anchors.list_anchors(post) if place.text == words]
    return place


def written(post, by, words: str) -> Note:
    place = at(post, words)
    return add_note(
        post=post, by=by, text="Who said it?", block=place.block, anchor_text=place.text
    ).note


def test_a_note_is_at_the_block_where_it_was_written(post, author):
    quotation = post.pullquotes.get(text="“Said.”")
    client = signed_in(author)
    ask(client, post, text=" Who?\r\nWhen? ", block=f"pullquote-{quotation.pk}", words="“Said.”")
    ask(client, post, text="More of it", words="Second.")
    ask(client, post, text="A better title")
    told = [
        (note["text"], note["block"].split("-")[0], note["excerpt"], note["by"])
        for note in client.get(address(post)).json()["notes"]
    ]
    assert told == [
        ("Who?\nWhen?", "pullquote", "“Said.”", "Ana"),
        ("More of it", "prose", "Second.", "Ana"),
        ("A better title", "", "", "Ana"),
    ]


def test_replies_stand_in_one_row(post, author):
    client = signed_in(author)
    first = ask(client, post, text="Who?").json()["wrote"]
    second = ask(client, post, text="Ana.", to=first).json()["wrote"]
    (thread,) = ask(client, post, text="Which one?", to=second).json()["notes"]
    assert [reply["text"] for reply in thread["replies"]] == ["Ana.", "Which one?"]


def test_a_note_is_resolved_by_the_first_and_opened_again(post, author):
    editor = make.user("Editor", byline="Ben")
    note = written(post, author, "First.")
    (told,) = ask(signed_in(editor), post, resolve=note.pk).json()["notes"]
    assert told["resolved"].startswith("Resolved by Ben on ")
    ask(signed_in(author), post, resolve=note.pk)
    note.refresh_from_db()
    assert note.resolved_by == editor
    (told,) = ask(signed_in(author), post, reopen=note.pk).json()["notes"]
    assert told["resolved"] == ""


@pytest.mark.parametrize(
    ("role", "status"),
    [("Author", 404), ("Editor", 200), ("superuser", 200), ("Moderator", 404), ("", 302)],
)
def test_only_who_may_edit_the_post_reads_and_writes_notes(role, status, post, author):
    note = written(post, author, "First.")
    client = signed_in(make.user(role))
    answers = [
        client.get(address(post)),
        ask(client, post, text="Mine"),
        ask(client, post, to=note.pk, text="Mine"),
        ask(client, post, resolve=note.pk),
    ]
    assert [answer.status_code for answer in answers] == [status] * 4
    note.refresh_from_db()
    assert (Note.objects.filter(text="Mine").count(), bool(note.resolved_at)) == (
        (2, True) if status == 200 else (0, False)
    )


@pytest.mark.parametrize("key", ["theirs", "reply", 0, -1, "x", None, 10**30])
@pytest.mark.parametrize("what", ["to", "resolve", "reopen"])
def test_a_note_of_another_post_is_not_there(what, key, post, author):
    theirs = add_note(post=make.draft(), by=make.user("Author"), text="Theirs").note
    reply = reply_to_note(
        note=add_note(post=post, by=author, text="Mine").note, by=author, text="Reply"
    ).note
    if key == "reply" and what == "to":
        return  # To answer a reply is to answer its thread.
    keys = {"theirs": theirs.pk, "reply": reply.pk}
    response = ask(signed_in(author), post, text="x", **{what: keys.get(key, key)})
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
def test_what_is_no_note_is_refused_with_a_sentence(body, post, author):
    response = signed_in(author).post(address(post), body, "application/json")
    assert response.status_code == 400
    assert response.json()["error"].endswith(".")
    assert not Note.objects.exists()


@pytest.mark.parametrize("block", ["pullquote-0", "prose-999999", "figure-x", "x" * 50, "prose-1;"])
def test_a_block_that_is_not_there_leaves_its_words(block, post, author):
    answer = ask(signed_in(author), post, text="Hm.", block=block, words="Gone\0 words")
    (told,) = answer.json()["notes"]
    assert (told["block"], told["excerpt"]) == ("", "Gone words")


def test_a_post_takes_no_more_than_so_many(post, author, monkeypatch):
    monkeypatch.setattr("blog.notes.notes.MAX_NOTES_OF_POST", 1)
    client = signed_in(author)
    assert ask(client, post, text="One").status_code == 200
    assert ask(client, post, text="Two").status_code == 400


# What a save does to the document, and to the words of the note's block after it.
BETTER = "Second, better."
MOVES = [
    ("Second.", lambda html: html, None, "Second."),
    ("Second.", lambda html: html.replace("<p>First.</p>", ""), None, "Second."),
    ("First.", lambda html: html.replace("<p>First.</p>", "") + "<p>First.</p>", None, "First."),
    ("Second.", lambda html: html.replace("Second.", BETTER), BETTER, BETTER),
    ("“Said.”", lambda html: html.replace("“Said.”", "“Said so.”"), None, "“Said so.”"),
    ("Second.", lambda html: html.replace("<p>Second.</p>", ""), None, None),
    ("“Said.”", lambda html: "<p>Only this.</p>", None, None),
]


@pytest.mark.slow
@pytest.mark.parametrize(("words", "edit", "told", "found"), MOVES)
def test_a_note_stays_with_its_block(words, edit, told, found, post, author):
    note = written(post, author, words)
    client = signed_in(author)
    sent = {"note_places": json.dumps({note.pk: {"block": "", "words": told}})} if told else {}
    html = shown_html(client, post)
    assert send(client, change(post), document=edit(html), **sent).status_code == 302
    note.refresh_from_db()
    assert note.excerpt == words
    places = {place.text: place for place in anchors.list_anchors(post)}
    if found is None:
        assert note.words not in places and note.words == words
    else:
        assert (note.words, note.block) == (found, places[found].block)


def shown_html(client, post) -> str:
    return fields(client, change(post))["document"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "places", ["x", "[]", "3", '{"1": 3}', '{"x": {"block": 3, "words": null}}', "[" * 100_000]
)
def test_forged_places_move_nothing(places, post, author):
    note = written(post, author, "Second.")
    send(signed_in(author), change(post), note_places=places, title="Saved")
    before = (note.block, note.words)
    note.refresh_from_db()
    assert (note.block, note.words) == before


@pytest.mark.slow
def test_a_note_and_a_reply_are_changed_by_whoever_wrote_them_and_by_nobody_else(post, author):
    editor = make.user("Editor")
    note = written(post, author, "Second.")
    answer = reply_to_note(note=note, by=editor, text="I do not know.").note
    hers, his = signed_in(author), signed_in(editor)
    assert ask(hers, post, edit=note.pk, text=" Who wrote it? ").status_code == 200
    assert ask(his, post, edit=answer.pk, text="Her clerk.").status_code == 200
    for client, theirs in ((hers, answer), (his, note)):
        refused = ask(client, post, edit=theirs.pk, text="Nonsense.")
        assert refused.json() == {"error": "You can change only your own notes."}
    assert ask(hers, post, edit=note.pk, text=" ").json() == {"error": "Enter some text first."}
    (shown,) = his.get(address(post)).json()["notes"]
    assert (shown["text"], shown["excerpt"], shown["mine"]) == ("Who wrote it?", "Second.", False)
    assert [(one["text"], one["mine"]) for one in shown["replies"]] == [("Her clerk.", True)]


def test_a_note_of_another_post_is_not_changed_by_this_ones_address(post, author):
    theirs = add_note(post=make.draft(HTML, authors=(author,)), by=author, text="There.").note
    assert ask(signed_in(author), post, edit=theirs.pk, text="Here.").status_code == 404
    theirs.refresh_from_db()
    assert theirs.text == "There."


@pytest.mark.parametrize("count", [1, 12])
def test_notes_cost_the_same_however_many_there_are(
    count, post, author, django_assert_max_num_queries
):
    for _ in range(count):
        reply_to_note(note=written(post, author, "Second."), by=author, text="So?")
    with django_assert_max_num_queries(1):
        anchors.serialize_threads(post, author)
    post.proses.first().delete()
    with django_assert_max_num_queries(5):
        anchors.update_anchors(post)


@pytest.mark.slow
def test_notes_do_not_reach_readers(post, author, client):
    secret = "Never for readers"
    note = written(post, author, "Second.")
    Note.objects.filter(pk=note.pk).update(text=secret)
    reply_to_note(note=note, by=author, text=secret)
    post.status, post.published_at = "published", make.moment(2024)
    post.save()
    for page in (post.get_absolute_url(), "/", "/feed.atom", "/feed.json", "/search/?q=never"):
        response = client.get(page, follow=True)
        assert response.status_code == 200, page
        assert secret not in response.text, page
    assert secret not in signed_in(make.user()).get(post.get_absolute_url()).text
