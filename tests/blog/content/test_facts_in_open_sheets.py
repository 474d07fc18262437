"""Sources and photos that are corrected while a post that shows them is open: what its author did
not type is no correction."""

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
    """Who brought in what Ben corrects."""
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


def quoted(source: Source) -> str:
    return make.quotation(
        WORDS,
        source=str(source.pk),
        source_name=source.name,
        source_role=source.role,
        source_affiliation=source.affiliation,
        source_kind=source.kind,
    )


def quoting(source: Source, author) -> Post:
    return make.draft(f"<p>Words.</p>{quoted(source)}<p>Ends.</p>", authors=(author,))


def showing(photo: Photo, author) -> Post:
    return make.draft(f"<p>Words.</p>{make.figure(photo)}<p>Ends.</p>", authors=(author,))


def correct(client, row: Source | Photo, **words: str) -> None:
    address = f"/admin/blog/{row._meta.model_name}/{row.pk}/change/"
    assert client.post(address, fields(client, address) | words).status_code == 302


def edited(sent: dict[str, str], **edits: str) -> dict[str, str]:
    """As typed: in the document each of the values instead of that which stands there."""
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


def of(row: Source | Photo, *names: str) -> tuple:
    row.refresh_from_db()
    return tuple(getattr(row, name) for name in names)


def test_what_was_corrected_at_a_source_meanwhile_stays(owner, ana, ben):
    source = minister(owner)
    post, other = quoting(source, ana), quoting(source, ana)
    client = signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, source, role="Former minister")
    save(client, post, edited(sent, words="Words. -> Words, words."))
    assert of(source, "role", "affiliation") == ("Former minister", "Sweden")
    assert "Former minister" in fields(client, change(other))["document"]
    assert "Words, words." in Post.objects.get(pk=post.pk).html


def test_a_source_that_was_renamed_meanwhile_is_credited_and_not_made_again(owner, ana, ben):
    source = minister(owner)
    post, client = quoting(source, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, source, name="Bo Reed-Lund", role="Former minister")
    save(client, post, edited(sent, words="Words. -> Words, words."))
    assert post.pullquotes.get().source == source
    assert Source.objects.get().role == "Former minister"


def test_a_speaker_who_was_renamed_meanwhile_stays_one(ana, ben):
    html = make.quotation(WORDS, source_name="The ministry", speaker_name="Bo Reed")
    post, client = make.draft(html, authors=(ana,)), signed_in(ana)
    speaker, sent = Source.objects.get(name="Bo Reed"), fields(client, change(post))
    correct(ben, speaker, name="Bo Reed-Lund")
    save(client, post, edited(sent, words="We go. -> We went."))
    assert (post.pullquotes.get().speaker, Source.objects.count()) == (speaker, 2)


def test_what_was_corrected_at_a_photo_meanwhile_stays(owner, ana, ben):
    photo = make.photo(owner, alt="A field", credit="Agency")
    make.post(make.figure(photo), authors=(owner,))  # Whoever writes may use it.
    post, client = showing(photo, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, photo, alt="A field of rape", credit="Agency/Someone")
    save(client, post, edited(sent, words="Words. -> Words, words."))
    assert of(photo, "alt", "credit") == ("A field of rape", "Agency/Someone")


def test_what_the_author_corrects_counts_beside_what_was_corrected_meanwhile(ana, ben, source):
    post, client = quoting(source, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, source, role="Former minister")
    save(client, post, edited(sent, source_affiliation="Sweden -> Norway"))
    assert of(source, "role", "affiliation") == ("Former minister", "Norway")


def test_what_both_corrected_is_as_the_later_one_says(ana, ben, source):
    post, client = quoting(source, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, source, role="Former minister")
    save(client, post, edited(sent, source_role="Minister -> Prime minister"))
    assert of(source, "role") == ("Prime minister",)


def test_a_photo_is_corrected_beside_what_was_corrected_meanwhile(ana, ben, photo):
    post, client = showing(photo, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, photo, credit="Agency/Someone")
    save(client, post, edited(sent, alt="A field -> A meadow"))
    assert of(photo, "alt", "credit") == ("A meadow", "Agency/Someone")


def test_a_photo_is_described_or_decorative_as_the_later_one_says(ana, ben, photo):
    post, client = showing(photo, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, photo, alt="", decorative="on")
    save(client, post, edited(sent, alt="A field -> A meadow"))
    assert of(photo, "alt", "decorative") == ("A meadow", False)


def test_a_correction_is_taken_back_by_who_saw_it(ana, ben, source, photo):
    client = signed_in(ana)
    correct(ben, source, role="Former minister")
    correct(ben, photo, credit="Agency/Someone")
    source.refresh_from_db()
    photo.refresh_from_db()
    post, other = quoting(source, ana), showing(photo, ana)
    sent = fields(client, change(post))
    save(client, post, edited(sent, source_role="Former minister -> Minister"))
    sent = fields(client, change(other))
    save(client, other, edited(sent, credit="Agency/Someone -> Agency"))
    assert of(source, "role") + of(photo, "credit") == ("Minister", "Agency")


def test_a_form_that_comes_back_knows_what_it_shows(ana, ben, source):
    """Whether with errors of the document, which is then as of today, or with others."""
    post, client = quoting(source, ana), signed_in(ana)
    sent = fields(client, change(post))
    correct(ben, source, role="Former minister")
    bad = edited(sent, words='data-source-kind -> data-url="x" data-source-kind') | {"title": ""}
    back = returned(client.post(change(post), bad))
    assert "Former minister" in back["document"]
    correct(ben, source, role="Late minister")
    back = returned(client.post(change(post), edited(back, words=' data-url="x" ->  ')))
    assert 'data-source-role="Former minister"' in back["document"]
    save(client, post, back | {"title": "Title"})
    assert of(source, "role") == ("Late minister",)


def returned(response) -> dict[str, str]:
    assert response.status_code == 200
    form = response.context["adminform"].form
    return {**form.data.dict()}


@pytest.mark.parametrize("when", ["before the other saved", "after"])
def test_saves_that_meet_keep_what_was_corrected_meanwhile(when, ana, ben, source):
    post, client = quoting(source, ana), signed_in(ana)
    opened = [fields(desk, change(post)) for desk in (client, ben)]
    if when == "before the other saved":
        correct(ben, source, role="Former minister")
    save(ben, post, edited(opened[1], words="Ends. -> Ends here."))
    if when == "after":
        correct(ben, source, role="Former minister")
    save(client, post, edited(opened[0], words="We go. -> We went."))
    assert of(source, "role") == ("Former minister",)
    assert (post.pullquotes.get().text, post.pullquotes.get().source) == ("“We went.”", source)
    assert "Ends here." in Post.objects.get(pk=post.pk).html


def test_a_block_of_another_save_says_what_is_known_today(ana, ben, source):
    post, client = make.draft("<p>Words.</p><p>Ends.</p>", authors=(ana,)), signed_in(ana)
    opened = [fields(desk, change(post)) for desk in (client, ben)]
    save(ben, post, opened[1] | {"document": opened[1]["document"] + quoted(source)})
    correct(ben, source, role="Former minister")
    save(client, post, edited(opened[0], words="Words. -> Words, words."))
    assert of(source, "role") == ("Former minister",)
    assert post.pullquotes.get().source == source


def test_a_correction_that_meets_another_save_counts(ana, ben, source):
    post, client = quoting(source, ana), signed_in(ana)
    opened = [fields(desk, change(post)) for desk in (client, ben)]
    save(ben, post, edited(opened[1], words="Ends. -> Ends here."))
    save(client, post, edited(opened[0], source_role="Minister -> Former minister"))
    assert of(source, "role") == ("Former minister",)


def test_what_two_sheets_correct_comes_back_with_both(ana, ben, source):
    post, client = quoting(source, ana), signed_in(ana)
    opened = [fields(desk, change(post)) for desk in (client, ben)]
    save(ben, post, edited(opened[1], source_role="Minister -> Former minister"))
    mine = edited(opened[0], source_role="Minister -> Prime minister")
    back = returned(client.post(change(post), mine))
    assert [f'role="{role} minister"' in back["document"] for role in ("Former", "Prime")] == [
        *(True, True),
    ]
    assert of(source, "role") == ("Former minister",)
    assert json.loads(back["shown"])[f"source {source.pk}"]["role"] == "Former minister"


def test_a_form_that_is_sent_untouched_changes_nothing(ana, ben, source, photo):
    client = signed_in(ana)
    posts = [quoting(source, ana), showing(photo, ana)]
    opened = [fields(client, change(post)) for post in posts]
    correct(ben, source, role="Former minister")
    correct(ben, photo, credit="Agency/Someone")
    before = [Source.objects.values().get(), Photo.objects.values().get()]
    for _ in range(2):
        for post, sent in zip(posts, opened, strict=True):
            save(client, post, sent)
    assert [Source.objects.values().get(), Photo.objects.values().get()] == before


@pytest.mark.parametrize("shown", ["", "x", "[]", "null", "1", '{"source 1": 1}', "[" * 100_000])
def test_a_form_that_does_not_know_what_it_showed_is_taken_at_its_word(shown, ana, ben, source):
    post, client = quoting(source, ana), signed_in(ana)
    sent = fields(client, change(post)) | {"shown": shown}
    correct(ben, source, role="Former minister")
    save(client, post, edited(sent, source_affiliation="Sweden -> Norway"))
    assert of(source, "role", "affiliation") == ("Minister", "Norway")


@pytest.mark.parametrize(
    "sent",
    [
        '{"photo 3": {"alt": ["a"], "credit": "b"}}',
        '{"photo 3": {"alt": 1, "credit": "b"}, "x": null}',
    ],
)
def test_what_is_no_fact_is_left_out(sent):
    assert [*facts.from_json(sent).values()] == [{"credit": "b"}]


def test_what_is_too_long_is_not_read():
    assert facts.from_json(f'{{"photo 3": {{"alt": "{"x" * facts.MAX_JSON_LENGTH}"}}}}') == {}


def test_white_space_is_no_correction(ana, ben):
    photo = make.photo(ana, alt="A  field ", credit="Agency")
    post = showing(photo, ana)
    shown = facts.collect_facts(document.load_document(post))
    nodes = document.parse(document.to_html(document.load_document(post)))
    Photo.objects.update(alt="A  meadow")
    facts.apply_facts(nodes, facts.load_facts(nodes), shown)
    (figure,) = [node for node in nodes.nodes if isinstance(node, document.FigureNode)]
    assert {name: getattr(figure, name) for name in PHOTO_FIELDS}["alt"] == "A meadow"
