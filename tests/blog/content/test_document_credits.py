"""Credits follow the attribution line, except for parts that a person set by hand."""

import lxml.html
import pytest

from blog import corrections, editing, revisions
from blog.content import document
from blog.models import Post, PullQuote, Source
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.desk import (
    ADD,
    change,
    errors,
    fields,
    send,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MINISTER = "Ada Lind, minister of fisheries, Government of Aldmark, 3 March 2026"
MAYOR = "Bo Berg, mayor, Town of Vik, 5 June 2025"


@pytest.fixture
def author():
    return make.user("Author")


def get_name(source: Source | None) -> str:
    return source.name if source else ""


def get_credits(post: Post) -> list[tuple[str, str, str, str]]:
    """Return attribution, source, speaker and date of each quotation."""
    return [
        (quote.attribution, get_name(quote.source), get_name(quote.speaker), quote.date_said)
        for quote in post.pullquotes.order_by("position").select_related("source", "speaker")
    ]


def save_new_post(author, html: str, **kwargs) -> Post:
    post = make.draft(authors=(author,), **kwargs)
    assert send(signed_in(author), change(post), document=html).status_code == 302
    return post


def set_attributes(html: str, **attributes: str | None) -> str:
    """Change attributes of the first quotation of a document; None removes one."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    section = root.find(".//section")
    for name, value in attributes.items():
        key = f"data-{name.replace('_', '-')}"
        if value is None:
            section.attrib.pop(key, None)
        else:
            section.set(key, value)
    return "".join(lxml.html.tostring(child, encoding="unicode") for child in root)


def resave(author, post: Post, **attributes: str | None):
    """Send the form as it was opened, with these attributes of its first quotation changed."""
    client = signed_in(author)
    html = fields(client, change(post))["document"]
    response = send(client, change(post), document=set_attributes(html, **attributes))
    assert response.status_code == 302, errors(response)
    return response


def test_attribution_saved_without_javascript_is_parsed(author):
    post = save_new_post(author, make.quotation("“A.”", attribution=MINISTER))
    assert get_credits(post) == [(MINISTER, "Ada Lind", "", "2026-03-03")]
    source = Source.objects.get()
    assert (source.role, source.affiliation) == ("minister of fisheries", "Government of Aldmark")


def test_attribution_of_a_new_post_is_parsed(author):
    html = make.quotation("“A.”", attribution=MINISTER)
    assert send(signed_in(author), ADD, title="T", document=html).status_code == 302
    assert get_credits(Post.objects.get()) == [(MINISTER, "Ada Lind", "", "2026-03-03")]


def test_attribution_added_after_a_save_is_parsed(author):
    post = save_new_post(author, make.quotation("“A.”"))
    assert get_credits(post) == [("", "", "", "")]
    resave(author, post, attribution=MAYOR)
    assert get_credits(post) == [(MAYOR, "Bo Berg", "", "2025-06-05")]


def test_attribution_without_source_is_parsed_by_the_next_save(author):
    post = make.draft(make.quotation("“A.”", attribution=MAYOR), authors=(author,))
    assert get_credits(post) == [(MAYOR, "", "", "")]
    resave(author, post)
    assert get_credits(post) == [(MAYOR, "Bo Berg", "", "2025-06-05")]


OTHERS = [
    (MAYOR, "Bo Berg", "2025-06-05"),
    ("Bo Berg, mayor", "Bo Berg", ""),
    ("ليلى حداد، محامية", "ليلى حداد", ""),
    ("李雷，经济学家", "李雷", ""),
    ("Ministry of Fisheries of Aldmark", "Ministry of Fisheries of Aldmark", ""),
    ("“><script>alert(1)</script>", "“><script>alert(1)</script>", ""),
    ("3 March 2026", "", "2026-03-03"),
    ("Ada Lindqvist, mayor, 2025", "Ada Lindqvist", "2025"),
    ("", "", ""),
]


@pytest.mark.parametrize(("line", "name", "date"), OTHERS, ids=[line[:20] for line, *_ in OTHERS])
def test_changed_attribution_is_parsed_again(line, name, date, author):
    post = save_new_post(author, make.quotation("“A.”", "“B.”", attribution=MINISTER))
    resave(author, post, attribution=line)
    assert get_credits(post) == [(line, name, "", date)] * 2
    resave(author, post)
    assert get_credits(post) == [(line, name, "", date)] * 2


def test_changed_attribution_moves_quotation_to_another_source_page(author, client):
    post = save_new_post(author, make.quotation("“A.”", attribution=MINISTER))
    resave(author, post, attribution=MAYOR)
    editor = signed_in(make.user("Editor"))
    assert send(editor, change(post), status="published").status_code == 302
    assert client.get("/sources/ada-lind/").status_code == 404
    assert client.get("/sources/bo-berg/").status_code == 200


def test_part_changed_with_the_line_is_unchanged(author):
    """Without JavaScript, only a difference shows that the part was set by hand."""
    post = save_new_post(author, make.quotation("“A.”", attribution=MINISTER))
    resave(author, post, attribution=MAYOR, said="2024", speaker_name="Cy Dee")
    assert get_credits(post) == [(MAYOR, "Bo Berg", "Cy Dee", "2024")]
    resave(author, post)
    assert get_credits(post) == [(MAYOR, "Bo Berg", "Cy Dee", "2024")]


@pytest.mark.parametrize("part", ["source", "speaker", "date_said"])
def test_part_set_by_hand_is_unchanged(part, author):
    html = make.quotation("“A.”", attribution=MINISTER, speaker_name="Cy Dee")
    post = save_new_post(author, html)
    resave(author, post, attribution=MAYOR, by_hand=f"nonsense {part}")
    by_hand = {"source": "Ada Lind", "speaker": "Cy Dee", "date_said": "2026-03-03"}
    read = {"source": "Bo Berg", "speaker": "", "date_said": "2025-06-05"}
    expected = read | {part: by_hand[part]}
    assert get_credits(post) == [(MAYOR, *expected.values())]


def test_line_saved_while_typing_is_parsed_completely(author):
    """Ctrl+S is pressed before the editor has parsed the line: the parts are those of 'Bo'."""
    post = save_new_post(author, make.quotation("“A.”", attribution=MINISTER))
    half = {"source": None, "source_name": "Bo", "source_role": None, "source_affiliation": None}
    resave(author, post, **half, attribution=MAYOR, said=None, read_from="Bo")
    assert get_credits(post) == [(MAYOR, "Bo Berg", "", "2025-06-05")]
    new = make.quotation("“N.”", attribution=MAYOR, source_name="Bo", read_from="Bo")
    assert get_credits(save_new_post(author, new)) == [(MAYOR, "Bo Berg", "", "2025-06-05")]


@pytest.mark.parametrize(
    "line",
    [
        MINISTER.replace("fisheries", "fishery"),
        MINISTER.replace("Ada Lind", "ADA LÍND"),
        MINISTER.replace("Aldmark", "Aldmark and Vik"),
        "— " + MINISTER,
        "Ada Lind, 3 March 2026",
    ],
)
def test_corrected_typo_keeps_source_speaker_and_date(line, author):
    ministry = Source.objects.create(name="Ministry of Fish", kind="organisation")
    for chosen in (
        {},
        {"source": str(ministry.pk), "source_name": ministry.name, "source_kind": ministry.kind},
    ):
        html = make.quotation("“A.”", attribution=MINISTER, speaker_name="Cy Dee", **chosen)
        post = save_new_post(author, html)
        before = PullQuote.objects.get(post=post)
        resave(author, post, attribution=line)
        after = PullQuote.objects.get(post=post)
        assert (after.source_id, after.speaker_id, after.date_said) == (
            *(before.source_id, before.speaker_id),
            before.date_said,
        )
    assert Source.objects.count() == 3


def test_source_of_this_post_only_takes_facts_of_its_line(author):
    post = save_new_post(author, make.quotation("“A.”", attribution="Ada Lind, minister of fish"))
    key = Source.objects.get().pk
    resave(author, post, attribution=MINISTER)
    source = Source.objects.get()
    assert (source.pk, source.role) == (key, "minister of fisheries")
    assert source.affiliation == "Government of Aldmark"


@pytest.mark.parametrize("why", ["another post", "another's", "corrected"])
def test_source_of_other_posts_keeps_its_facts(why, author):
    post = save_new_post(author, make.quotation("“A.”", attribution="Ada Lind, minister of fish"))
    if why == "another post":
        make.draft(make.quotation("“B.”", source_name="Ada Lind"))
    elif why == "another's":
        Source.objects.update(created_by=make.user("Author"))
    else:
        Source.objects.update(role="Minister")
    before = Source.objects.values().get()
    resave(author, post, attribution=MINISTER)
    assert Source.objects.values().get() == before


def test_namesake_with_exact_affiliation_is_credited(author):
    there = Source.objects.create(name="ADA LIND", affiliation="University of Vik")
    post = save_new_post(author, make.quotation("“A.”", attribution=MINISTER))
    assert PullQuote.objects.get().source != there
    resave(author, post, attribution="Ada Lind, historian, University of Vik")
    assert PullQuote.objects.get().source == there
    assert Source.objects.get() == there  # The other is quoted no more.


def test_chosen_source_named_by_the_new_line_is_kept(author):
    html = make.quotation(
        "“A.”",
        attribution=MINISTER,
        source_name="Government of Aldmark",
        source_kind="organisation",
        speaker_name="Ada Lind",
    )
    post = save_new_post(author, html)
    line = "Bo Berg, minister of trade, Government of Aldmark"
    resave(author, post, attribution=line)
    assert get_credits(post) == [(line, "Government of Aldmark", "", "")]


def test_chosen_source_in_another_spelling_is_kept(author):
    chosen = Source.objects.create(name="Михаил Горбачёв")
    html = make.quotation(
        "“A.”",
        attribution="Mikhail Gorbachev, president",
        source=str(chosen.pk),
        source_name=chosen.name,
        source_kind="person",
    )
    post = save_new_post(author, html)
    for line in ("Mikhail Gorbachev, president", "Mikhail Gorbachev, former president"):
        resave(author, post, attribution=line)
        assert PullQuote.objects.get().source == chosen
    Source.objects.filter(pk=chosen.pk).update(name="Mikhaïl Gorbatchev")
    resave(author, post)
    assert PullQuote.objects.get().source == chosen


def test_source_written_before_its_attribution_is_kept(author):
    post = save_new_post(
        author, make.quotation("“A.”", source_name="Ministry of Fish", said="2024")
    )
    resave(author, post, attribution="Bo Berg, mayor, 2025")
    assert get_credits(post) == [("Bo Berg, mayor, 2025", "Ministry of Fish", "", "2024")]
    post = save_new_post(author, make.quotation("“A.”", attribution=MAYOR, source_name="Ministry"))
    assert get_credits(post) == [(MAYOR, "Ministry", "", "2025-06-05")]
    resave(author, post, said=None)
    assert get_credits(post) == [(MAYOR, "Ministry", "", "")]


def test_line_that_names_the_speaker_needs_no_source(author):
    post = save_new_post(author, make.quotation("“A.”", attribution=MAYOR, speaker_name="Bo Berg"))
    assert get_credits(post) == [(MAYOR, "", "Bo Berg", "2025-06-05")]
    resave(author, post, attribution=MINISTER)
    assert get_credits(post) == [(MINISTER, "Ada Lind", "", "2026-03-03")]


def test_quotation_moved_to_another_attribution_changes_credit(author):
    html = make.quotation("“A.”", attribution=MINISTER) + "<p>x</p>"
    post = save_new_post(author, html + make.quotation("“B.”", attribution=MAYOR))
    keys = list(post.pullquotes.order_by("position").values_list("pk", flat=True))
    client = signed_in(author)
    sent = fields(client, change(post))["document"]
    moved = sent.replace(f'<p data-id="{keys[1]}">“B.”</p>', "")
    first = f'<p data-id="{keys[0]}">“A.”</p>'
    moved = moved.replace(first, f'<p data-id="{keys[1]}">“B.”</p>{first}')
    moved = moved.partition("<p>x</p>")[0]
    assert send(client, change(post), document=moved).status_code == 302
    assert get_credits(post) == [(MINISTER, "Ada Lind", "", "2026-03-03")] * 2
    assert set(post.pullquotes.values_list("pk", flat=True)) == set(keys)


def test_pasted_quotation_is_matched_by_its_text(author):
    post = save_new_post(
        author, make.quotation("“A.”", attribution=MINISTER, speaker_name="Cy Dee")
    )
    client = signed_in(author)
    html = fields(client, change(post))["document"].replace("data-id", "data-no")
    pasted = set_attributes(html, attribution=MAYOR)
    assert send(client, change(post), document=pasted).status_code == 302
    assert get_credits(post) == [(MAYOR, "Bo Berg", "", "2025-06-05")]


def test_merged_saves_keep_the_credit_of_the_changed_line(author):
    html = make.quotation("“A.”", attribution=MINISTER) + "<p>x</p>"
    post = save_new_post(author, html)
    client = signed_in(author)
    opened = fields(client, change(post))
    resave(author, post, attribution=MAYOR)
    mine = {**opened, "document": opened["document"].replace("<p>x</p>", "<p>y</p>")}
    assert client.post(change(post), mine).status_code == 302
    assert get_credits(post) == [(MAYOR, "Bo Berg", "", "2025-06-05")]
    opened = fields(client, change(post))
    send(client, change(post), document=opened["document"].replace("<p>y</p>", "<p>z</p>"))
    mine = {**opened, "document": set_attributes(opened["document"], attribution=MINISTER)}
    assert client.post(change(post), mine).status_code == 302
    assert get_credits(post) == [(MINISTER, "Ada Lind", "", "2026-03-03")]
    assert Source.objects.get().name == "Ada Lind"  # "Bo Berg" is quoted no more.
    opened = fields(client, change(post))
    send(client, change(post), document=opened["document"].replace("<p>z</p>", "<p>a</p>"))
    by_hand = set_attributes(opened["document"], attribution=MAYOR, by_hand="source date_said")
    assert client.post(change(post), {**opened, "document": by_hand}).status_code == 302
    assert get_credits(post) == [(MAYOR, "Ada Lind", "", "2026-03-03")]


def test_restored_revision_is_not_parsed_again(author):
    html = make.quotation("“A.”", attribution=MINISTER)
    post = save_new_post(author, html)
    resave(author, post, said="2020", source=None, source_name="Harbour Office")
    first = Revision.objects.saved_for(post).first()
    resave(author, post, attribution=MAYOR)
    assert get_credits(post) == [(MAYOR, "Bo Berg", "", "2025-06-05")]
    editing.restore_revision(post, first, by=author)
    assert get_credits(post) == [(MINISTER, "Harbour Office", "", "2020")]


def test_editor_marks_are_not_stored(author):
    html = make.quotation(
        "“A.”", attribution=MAYOR, source_name="Bo", read_from="Bo", by_hand="date_said"
    )
    post = save_new_post(author, html)
    html = "".join(document.blocks_to_html(document.load_document(post)))
    assert "read-from" not in html
    assert "by-hand" not in html
    assert "by-hand" not in fields(signed_in(author), change(post))["document"]


def test_redisplayed_form_keeps_parts_set_by_hand(author):
    post = save_new_post(author, make.quotation("“A.”", attribution=MINISTER))
    client = signed_in(author)
    html = fields(client, change(post))["document"]
    sent = set_attributes(html, attribution=MAYOR, by_hand="source", url="no address")
    refused = send(client, change(post), document=sent)
    assert refused.status_code == 200
    back = refused.context["adminform"].form["document"].value()
    assert 'data-by-hand="source"' in back
    mended = {**fields(client, change(post)), "document": set_attributes(back, url=None)}
    assert client.post(change(post), mended).status_code == 302
    assert get_credits(post) == [(MAYOR, "Ada Lind", "", "2025-06-05")]


LINK = "https://example.org/speech"


@pytest.mark.parametrize(
    ("line", "is_read", "url"),
    [
        (MAYOR, "1", ""),
        (MAYOR, "", LINK),  # Set by hand.
        ("", "1", ""),
        ("Ada Lind, minister of fisheries, 4 March 2026", "1", LINK),  # The same person.
        (MINISTER, "1", LINK),
    ],
)
def test_url_of_the_former_attribution_goes_with_it(line, is_read, url, author):
    html = make.quotation("“A.”", attribution=MINISTER, url=LINK, url_read=is_read)
    post = save_new_post(author, html)
    quote = post.pullquotes.get()
    assert (quote.url, quote.is_attribution_url) == (LINK, bool(is_read))
    resave(author, post, attribution=line)
    quote = post.pullquotes.get()
    assert (quote.url, quote.is_attribution_url) == (url, bool(url and is_read))


def test_url_typed_in_the_former_attribution_goes_with_it(author):
    html = make.quotation("“A.”", attribution=f"{MINISTER}, {LINK}", url=LINK)
    post = save_new_post(author, html)
    resave(author, post, attribution=MAYOR)
    assert post.pullquotes.get().url == ""


def test_url_goes_while_the_editor_reads_the_next_attribution(author):
    html = make.quotation(
        "“A.”",
        attribution=MAYOR,
        read_from=MINISTER,
        url=LINK,
        url_read="1",
        source_name="Ada Lind",
    )
    post = save_new_post(author, html)
    assert post.pullquotes.get().url == ""


def test_origin_of_a_url_is_restored_and_needs_no_correction_note(author):
    html = make.quotation("“A.”", attribution=MINISTER, url=LINK, url_read="1")
    post = save_new_post(author, html)
    revision = Revision.objects.latest("pk")
    resave(author, post, attribution=MAYOR)
    editing.restore_revision(post, revision, by=author)
    assert post.pullquotes.get().is_attribution_url
    Post.objects.update(status="published", published_at="2024-01-01T00:00Z")
    post.refresh_from_db()
    stored = document.load_document(post)
    stored.quotations[0].is_attribution_url = False
    values = revisions.get_field_values(post)
    assert not corrections.is_note_required(post, values, stored)
