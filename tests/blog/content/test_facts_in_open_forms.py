"""Corrections of sources and photos while a form with them is open.

Unchanged facts of the form are not corrections.
"""

import json

import pytest

from blog.content import document
from blog.content.document import facts
from blog.content.document.nodes import PHOTO_FIELDS
from blog.models import Photo, Post, Source
from tests.support import factories as make
from tests.support.desk import (
    change,
    errors,
    fields,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORDS = "“We go.”"


@pytest.fixture
def ana():
    return make.user("Author", byline="Ana")


@pytest.fixture
def ben():
    return signed_in(make.user("Editor", byline="Ben"))


@pytest.fixture(params=["may correct it", "may not"])
def owner(request, ana):
    """The creator of the rows that Ben corrects."""
    return ana if request.param == "may correct it" else make.user("Author")


@pytest.fixture
def source(ana):
    return minister(ana)


@pytest.fixture
def photo(ana):
    return make.photo(ana, alt="A field", credit="Agency")


def minister(owner) -> Source:
    named = {"name": "Bo Reed", "role": "Minister", "affiliation": "Sweden"}
    return Source.objects.create(**named, created_by=owner)


def quote_source(source: Source) -> str:
    return make.quotation(
        WORDS,
        source=str(source.pk),
        source_name=source.name,
        source_role=source.role,
        source_affiliation=source.affiliation,
        source_kind=source.kind,
    )


def make_post_with_source(source: Source, author) -> Post:
    return make.draft(f"<p>Words.</p>{quote_source(source)}<p>Ends.</p>", authors=(author,))


def make_post_with_photo(photo: Photo, author) -> Post:
    return make.draft(f"<p>Words.</p>{make.figure(photo)}<p>Ends.</p>", authors=(author,))


def correct(client, row: Source | Photo, **values: str) -> None:
    address = f"/admin/blog/{row._meta.model_name}/{row.pk}/change/"
    assert client.post(address, fields(client, address) | values).status_code == 302


def edit(sent: dict[str, str], **edits: str) -> dict[str, str]:
    """Return the form data with text of the document replaced: name='old -> new'."""
    html = sent["document"]
    for name, value in edits.items():
        old, new = value.split(" -> ")
        before = old if name == "words" else f'data-{name.replace("_", "-")}="{old}"'
        assert before in html
        html = html.replace(before, before.replace(old, new))
    return sent | {"document": html}


def save(client, post: Post, sent: dict[str, str]) -> None:
    response = client.post(change(post), sent)
    assert response.status_code == 302, errors(response)


def get_stored_values(row: Source | Photo, *names: str) -> tuple:
    row.refresh_from_db()
    return tuple(getattr(row, name) for name in names)


def test_concurrent_source_correction_is_kept(owner, ana, ben):
    source = minister(owner)
    post, other = make_post_with_source(source, ana), make_post_with_source(source, ana)
    client = signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, source, role="Former minister")
    save(client, post, edit(sent, words="Words. -> Words, words."))
    assert get_stored_values(source, "role", "affiliation") == ("Former minister", "Sweden")
    assert "Former minister" in fields(client, change(other))["document"]
    assert "Words, words." in Post.objects.get(pk=post.pk).html


def test_concurrently_renamed_source_is_not_created_again(owner, ana, ben):
    source = minister(owner)
    post, client = make_post_with_source(source, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, source, name="Bo Reed-Lund", role="Former minister")
    save(client, post, edit(sent, words="Words. -> Words, words."))
    assert post.pullquotes.get().source == source
    assert Source.objects.get().role == "Former minister"


def test_concurrently_renamed_speaker_is_not_created_again(ana, ben):
    html = make.quotation(WORDS, source_name="The ministry", speaker_name="Bo Reed")
    post, client = make.draft(html, authors=(ana,)), signed_in(ana)
    speaker, sent = Source.objects.get(name="Bo Reed"), fields(client, change(post))
    correct(ben, speaker, name="Bo Reed-Lund")
    save(client, post, edit(sent, words="We go. -> We went."))
    assert (post.pullquotes.get().speaker, Source.objects.count()) == (speaker, 2)


def test_concurrent_photo_correction_is_kept(owner, ana, ben):
    photo = make.photo(owner, alt="A field", credit="Agency")
    make.post(make.figure(photo), authors=(owner,))  # Other authors may use it then.
    post, client = make_post_with_photo(photo, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, photo, alt="A field of rape", credit="Agency/Someone")
    save(client, post, edit(sent, words="Words. -> Words, words."))
    assert get_stored_values(photo, "alt", "credit") == ("A field of rape", "Agency/Someone")


def test_author_and_concurrent_source_corrections_are_merged(ana, ben, source):
    post, client = make_post_with_source(source, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, source, role="Former minister")
    save(client, post, edit(sent, source_affiliation="Sweden -> Norway"))
    assert get_stored_values(source, "role", "affiliation") == ("Former minister", "Norway")


def test_conflicting_source_corrections_keep_the_later_one(ana, ben, source):
    post, client = make_post_with_source(source, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, source, role="Former minister")
    save(client, post, edit(sent, source_role="Minister -> Prime minister"))
    assert get_stored_values(source, "role") == ("Prime minister",)


def test_author_and_concurrent_photo_corrections_are_merged(ana, ben, photo):
    post, client = make_post_with_photo(photo, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, photo, credit="Agency/Someone")
    save(client, post, edit(sent, alt="A field -> A meadow"))
    assert get_stored_values(photo, "alt", "credit") == ("A meadow", "Agency/Someone")


def test_conflicting_photo_descriptions_keep_the_later_one(ana, ben, photo):
    post, client = make_post_with_photo(photo, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, photo, alt="", decorative="on")
    save(client, post, edit(sent, alt="A field -> A meadow"))
    assert get_stored_values(photo, "alt", "decorative") == ("A meadow", False)


def test_correction_seen_by_the_author_can_be_reverted(ana, ben, source, photo):
    client = signed_in(ana)
    correct(ben, source, role="Former minister")
    correct(ben, photo, credit="Agency/Someone")
    source.refresh_from_db()
    photo.refresh_from_db()
    post, other = make_post_with_source(source, ana), make_post_with_photo(photo, ana)
    sent = fields(client, change(post))
    save(client, post, edit(sent, source_role="Former minister -> Minister"))
    sent = fields(client, change(other))
    save(client, other, edit(sent, credit="Agency/Someone -> Agency"))
    assert get_stored_values(source, "role") + get_stored_values(photo, "credit") == (
        "Minister",
        "Agency",
    )


def test_redisplayed_form_has_the_facts_that_it_shows(ana, ben, source):
    """Both for errors of the document, which then has current facts, and for other errors."""
    post, client = make_post_with_source(source, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, source, role="Former minister")
    bad = edit(sent, words='data-source-kind -> data-url="x" data-source-kind') | {"title": ""}
    back = get_redisplayed_fields(client.post(change(post), bad))
    assert "Former minister" in back["document"]
    correct(ben, source, role="Late minister")
    back = get_redisplayed_fields(client.post(change(post), edit(back, words=' data-url="x" ->  ')))
    assert 'data-source-role="Former minister"' in back["document"]
    save(client, post, back | {"title": "Title"})
    assert get_stored_values(source, "role") == ("Late minister",)


def get_redisplayed_fields(response) -> dict[str, str]:
    assert response.status_code == 200
    form = response.context["adminform"].form
    return {**form.data.dict()}


@pytest.mark.parametrize("when", ["before the other saved", "after"])
def test_merged_saves_keep_concurrent_corrections(when, ana, ben, source):
    post, client = make_post_with_source(source, ana), signed_in(ana)
    opened = [fields(desk, change(post)) for desk in (client, ben)]
    if when == "before the other saved":
        correct(ben, source, role="Former minister")
    save(ben, post, edit(opened[1], words="Ends. -> Ends here."))
    if when == "after":
        correct(ben, source, role="Former minister")
    save(client, post, edit(opened[0], words="We go. -> We went."))
    assert get_stored_values(source, "role") == ("Former minister",)
    assert (post.pullquotes.get().text, post.pullquotes.get().source) == ("“We went.”", source)
    assert "Ends here." in Post.objects.get(pk=post.pk).html


def test_merged_block_has_current_facts(ana, ben, source):
    post, client = make.draft("<p>Words.</p><p>Ends.</p>", authors=(ana,)), signed_in(ana)
    opened = [fields(desk, change(post)) for desk in (client, ben)]
    save(ben, post, opened[1] | {"document": opened[1]["document"] + quote_source(source)})
    correct(ben, source, role="Former minister")
    save(client, post, edit(opened[0], words="Words. -> Words, words."))
    assert get_stored_values(source, "role") == ("Former minister",)
    assert post.pullquotes.get().source == source


def test_correction_in_a_merged_save_is_applied(ana, ben, source):
    post, client = make_post_with_source(source, ana), signed_in(ana)
    opened = [fields(desk, change(post)) for desk in (client, ben)]
    save(ben, post, edit(opened[1], words="Ends. -> Ends here."))
    save(client, post, edit(opened[0], source_role="Minister -> Former minister"))
    assert get_stored_values(source, "role") == ("Former minister",)


def test_conflicting_forms_show_both_corrections(ana, ben, source):
    post, client = make_post_with_source(source, ana), signed_in(ana)
    opened = [fields(desk, change(post)) for desk in (client, ben)]
    save(ben, post, edit(opened[1], source_role="Minister -> Former minister"))
    mine = edit(opened[0], source_role="Minister -> Prime minister")
    back = get_redisplayed_fields(client.post(change(post), mine))
    assert [f'role="{role} minister"' in back["document"] for role in ("Former", "Prime")] == [
        *(True, True),
    ]
    assert get_stored_values(source, "role") == ("Former minister",)
    assert json.loads(back["shown"])[f"source {source.pk}"]["role"] == "Former minister"


def test_unchanged_form_changes_no_facts(ana, ben, source, photo):
    client = signed_in(ana)
    posts = [make_post_with_source(source, ana), make_post_with_photo(photo, ana)]
    opened = [fields(client, change(post)) for post in posts]
    correct(ben, source, role="Former minister")
    correct(ben, photo, credit="Agency/Someone")
    before = [Source.objects.values().get(), Photo.objects.values().get()]
    for _ in range(2):
        for post, sent in zip(posts, opened, strict=True):
            save(client, post, sent)
    assert [Source.objects.values().get(), Photo.objects.values().get()] == before


@pytest.mark.parametrize("shown", ["", "x", "[]", "null", "1", '{"source 1": 1}', "[" * 100_000])
def test_form_without_shown_facts_is_applied_as_sent(shown, ana, ben, source):
    post, client = make_post_with_source(source, ana), signed_in(ana)
    sent = fields(client, change(post)) | {"shown": shown}
    correct(ben, source, role="Former minister")
    save(client, post, edit(sent, source_affiliation="Sweden -> Norway"))
    assert get_stored_values(source, "role", "affiliation") == ("Minister", "Norway")


@pytest.mark.parametrize(
    "sent",
    [
        '{"photo 3": {"alt": ["a"], "credit": "b"}}',
        '{"photo 3": {"alt": 1, "credit": "b"}, "x": null}',
    ],
)
def test_invalid_facts_are_ignored(sent):
    assert [*facts.from_json(sent).values()] == [{"credit": "b"}]


def test_too_long_facts_are_ignored():
    assert facts.from_json(f'{{"photo 3": {{"alt": "{"x" * facts.MAX_JSON_LENGTH}"}}}}') == {}


def test_changed_white_space_is_not_a_correction(ana, ben):
    photo = make.photo(ana, alt="A  field ", credit="Agency")
    post = make_post_with_photo(photo, ana)
    shown = facts.collect_facts(document.load_document(post))
    nodes = document.parse(document.to_html(document.load_document(post)))
    Photo.objects.update(alt="A  meadow")
    facts.apply_facts(nodes, facts.load_facts(nodes), shown)
    (figure,) = [node for node in nodes.nodes if isinstance(node, document.FigureNode)]
    assert {name: getattr(figure, name) for name in PHOTO_FIELDS}["alt"] == "A meadow"
