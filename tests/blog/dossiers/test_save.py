"""Operations on dossiers: who may do what, what is refused, and what readers see afterwards."""

from datetime import timedelta

import pytest
from django.contrib.redirects.models import Redirect
from django.utils import timezone

from blog.dossiers import save
from blog.dossiers.models import Dossier, DossierItem
from blog.dossiers.save import DossierRefused
from blog.models import Post, PullQuote
from tests.support import factories as make

pytestmark = pytest.mark.django_db
COMPARISON = Dossier.Kind.COMPARISON


@pytest.fixture
def post(author) -> Post:
    return make.post(
        make.quotation("“A.”", source_name="Ana", said="2019-05-01")
        + make.quotation("“B.”", source_name="Ana", said="2024-05-01")
        + make.quotation("“C.”", source_name="Bo")
        + make.quotation("“D.”"),
        authors=(author,),
    )


def keys(*texts: str) -> list[int]:
    by_text = dict(PullQuote.objects.values_list("text", "pk"))
    return [by_text[f"“{text}.”"] for text in texts]


def create(by, *texts: str, **fields) -> Dossier:
    dossier = save.save_dossier(fields={"title": "Ports"} | fields, by=by).dossier
    if texts:
        save.add_items(dossier=dossier, by=by, quotation_ids=keys(*texts))
    return dossier


def texts(dossier: Dossier) -> list[str]:
    rows = dossier.items.values_list("quotation__text", "post__title")
    return [(quotation or title or "missing").strip("“.”") for quotation, title in rows]


def test_new_dossier_is_a_draft_of_its_author_with_a_slug(author):
    saved = save.save_dossier(
        fields={"title": "  Ports  and\nrivers ", "published_at": timezone.now()}, by=author
    )
    dossier = Dossier.objects.get()
    assert saved.is_new
    assert (dossier.title, dossier.slug) == ("Ports and rivers", "ports-and-rivers")
    assert (dossier.author, dossier.published_at, dossier.kind) == (author, None, "collection")


def test_introduction_loses_markup_that_prose_may_not_have(author):
    dirty = "<p>Of <b>ports</b> <script>x</script><a href='javascript:x'>y</a></p>"
    create(author, introduction=dirty)
    assert Dossier.objects.get().introduction == "<p>Of ports <a>y</a></p>"


def test_saving_leaves_other_fields_and_the_kind_as_they_are(author):
    dossier = create(author, introduction="<p>Of ports.</p>")
    save.save_dossier(fields={"title": "Quays", "kind": COMPARISON}, by=author, dossier=dossier)
    dossier.refresh_from_db()
    assert (dossier.title, dossier.introduction, dossier.kind) == (
        *("Quays", "<p>Of ports.</p>", "collection"),
    )


@pytest.mark.parametrize("action", ["save", "add", "change", "move", "sort", "publish", "withdraw"])
def test_dossier_of_another_author_is_refused(action, author, post):
    dossier = create(author, "A")
    other = make.user("Author")
    item = dossier.items.get().pk
    arguments = {"dossier": dossier, "by": other}
    with pytest.raises(DossierRefused):
        {
            "save": lambda: save.save_dossier(fields={"title": "Mine"}, **arguments),
            "add": lambda: save.add_items(quotation_ids=keys("B"), **arguments),
            "change": lambda: save.change_items(notes={}, removed=[item], **arguments),
            "move": lambda: save.move_item(item_id=item, step=1, **arguments),
            "sort": lambda: save.sort_items(**arguments),
            "publish": lambda: save.publish_dossier(**arguments),
            "withdraw": lambda: save.withdraw_dossier(**arguments),
        }[action]()
    dossier.refresh_from_db()
    assert (dossier.title, texts(dossier), dossier.published_at) == ("Ports", ["A"], None)


def test_editor_may_change_and_publish_the_dossier_of_an_author(author, editor, post):
    dossier = create(author, "A")
    save.save_dossier(fields={"title": "Quays"}, by=editor, dossier=dossier)
    save.publish_dossier(dossier=dossier, by=editor)
    dossier.refresh_from_db()
    assert dossier.is_public and dossier.author == author and dossier.title == "Quays"


def test_author_prepares_and_corrects_but_does_not_publish(author, editor, post):
    dossier = create(author, "A")
    with pytest.raises(DossierRefused, match="editor"):
        save.publish_dossier(dossier=dossier, by=author)
    save.publish_dossier(dossier=dossier, by=editor)
    save.save_dossier(fields={"title": "Quays"}, by=author, dossier=dossier)
    with pytest.raises(DossierRefused, match="editor"):
        save.withdraw_dossier(dossier=dossier, by=author)
    assert save.delete_dossiers(dossier_ids=[dossier.pk], by=author).refused == [dossier]
    assert Dossier.objects.published().get().title == "Quays"


def test_people_without_the_permission_may_not_add(post):
    with pytest.raises(DossierRefused):
        create(make.user("Moderator"))
    assert not Dossier.objects.exists()


def test_items_keep_the_order_in_which_they_were_added(author, post):
    dossier = create(author, "C", "A")
    changed = save.add_items(
        dossier=dossier, by=author, quotation_ids=keys("A", "B"), post_ids=[post.pk]
    )
    assert texts(dossier) == ["C", "A", "B", post.title]
    assert changed.added == 2


def test_item_that_the_user_may_not_see_is_refused(author):
    hidden = make.draft(make.quotation("“Hidden.”", source_name="Ana"))
    dossier = create(author)
    for items in ({"quotation_ids": keys("Hidden")}, {"post_ids": [hidden.pk]}, {"post_ids": [0]}):
        with pytest.raises(DossierRefused):
            save.add_items(dossier=dossier, by=author, **items)
    mine = make.draft(make.quotation("“Mine.”", source_name="Ana"), authors=(author,))
    save.add_items(dossier=dossier, by=author, quotation_ids=keys("Mine"), post_ids=[mine.pk])
    assert texts(dossier) == ["Mine", mine.title]


def test_dossier_with_too_many_items_is_refused(author, post, monkeypatch):
    monkeypatch.setattr(save, "MAX_ITEMS", 2)
    dossier = create(author, "A", "B")
    with pytest.raises(DossierRefused, match="at most 2"):
        save.add_items(dossier=dossier, by=author, quotation_ids=keys("C"))
    assert texts(dossier) == ["A", "B"]


@pytest.mark.parametrize("more", ["C", "D", "E", "post"])
def test_comparison_refuses_posts_other_voices_and_a_third(more, author, post):
    make.post(make.quotation("“E.”", source_name="Ana"))
    before = ["A", "B"] if more == "E" else ["A"]
    dossier = create(author, *before, kind=COMPARISON)
    items = {"post_ids": [post.pk]} if more == "post" else {"quotation_ids": keys(more)}
    with pytest.raises(DossierRefused):
        save.add_items(dossier=dossier, by=author, **items)
    assert texts(dossier) == before


def test_speaker_and_source_of_the_same_name_are_one_voice(author):
    make.post(
        make.quotation("“A.”", source_name="Ana")
        + make.quotation("“B.”", source_name="The Paper", speaker_name="Ana")
    )
    dossier = create(author, "A", "B", kind=COMPARISON)
    assert save.list_problems(dossier, list(dossier.items.all())) == []


@pytest.mark.parametrize(
    ("kind", "items", "problem"),
    [
        ("collection", [], "at least one"),
        ("comparison", [], "exactly two"),
        ("comparison", ["A"], "exactly two"),
    ],
)
def test_incomplete_dossier_is_not_published(kind, items, problem, editor, post):
    dossier = create(editor, *items, kind=kind)
    with pytest.raises(DossierRefused, match=problem):
        save.publish_dossier(dossier=dossier, by=editor)
    assert not Dossier.objects.published().exists()


def test_dossier_with_missing_items_only_is_not_published(editor, author):
    make.post(make.quotation("“A.”", source_name="Ana"))
    dossier = create(editor, "A")
    PullQuote.objects.all().delete()
    with pytest.raises(DossierRefused, match="at least one"):
        save.publish_dossier(dossier=dossier, by=editor)


def test_item_of_a_deleted_quotation_or_post_keeps_its_note(author, post):
    dossier = create(author, "A")
    save.add_items(dossier=dossier, by=author, post_ids=[post.pk])
    notes = {item.pk: f"Note {item.position}" for item in dossier.items.all()}
    save.change_items(dossier=dossier, by=author, notes=notes)
    post.delete()
    rows = DossierItem.objects.values_list("quotation", "post", "note")
    assert list(rows) == [(None, None, "Note 1"), (None, None, "Note 2")]


def test_notes_change_and_items_are_removed_together(author, post):
    dossier = create(author, "A", "B", "C")
    first, second, third = dossier.items.values_list("pk", flat=True)
    save.change_items(
        dossier=dossier,
        by=author,
        notes={first: "New", second: "Lost", 0: "None"},
        removed=[second],
    )
    assert list(dossier.items.values_list("pk", "note")) == [(first, "New"), (third, "")]


def test_removed_item_of_another_dossier_stays(author, post):
    first, second = create(author, "A", "B"), create(author, "C", title="Others")
    keys_of_others = list(second.items.values_list("pk", flat=True))
    save.change_items(
        dossier=first, by=author, notes=dict.fromkeys(keys_of_others, "x"), removed=keys_of_others
    )
    assert (texts(first), texts(second)) == (["A", "B"], ["C"])
    assert second.items.get().note == ""


@pytest.mark.parametrize(("kind", "items"), [("collection", ["A"]), ("comparison", ["A", "B"])])
def test_published_dossier_keeps_what_it_needs(kind, items, editor, post):
    dossier = create(editor, *items, kind=kind)
    save.publish_dossier(dossier=dossier, by=editor)
    item = dossier.items.first()
    with pytest.raises(DossierRefused):
        save.change_items(dossier=dossier, by=editor, notes={item.pk: "x"}, removed=[item.pk])
    assert texts(dossier) == items
    assert dossier.items.first().note == ""


@pytest.mark.parametrize(
    ("item", "step", "order"),
    [("A", -1, "ABC"), ("A", 1, "BAC"), ("B", -1, "BAC"), ("C", 1, "ABC"), ("C", -9, "CAB")],
)
def test_item_moves_and_stops_at_the_ends(item, step, order, author, post):
    dossier = create(author, "A", "B", "C")
    key = dossier.items.get(quotation__text=f"“{item}.”").pk
    save.move_item(dossier=dossier, by=author, item_id=key, step=step)
    assert texts(dossier) == list(order)
    assert list(dossier.items.values_list("position", flat=True)) == [1, 2, 3]


def test_items_are_sorted_by_date_with_undated_ones_last(author, post):
    dossier = create(author, "D", "B", "A")
    save.sort_items(dossier=dossier, by=author)
    assert texts(dossier) == ["A", "B", "D"]


def test_reordering_puts_unnamed_items_last(author, post):
    dossier = create(author, "A", "B", "C")
    first, second, third = dossier.items.values_list("pk", flat=True)
    save.reorder_items(dossier=dossier, by=author, item_ids=[third, 0, second])
    assert texts(dossier) == ["C", "B", "A"]


def test_scheduled_dossier_is_hidden_until_its_time(editor, post):
    dossier = create(editor, "A")
    later = timezone.now() + timedelta(hours=1)
    saved = save.publish_dossier(dossier=dossier, by=editor, publish_at=later).dossier
    assert saved.is_scheduled and not Dossier.objects.for_readers().exists()
    save.publish_dossier(dossier=dossier, by=editor)
    assert Dossier.objects.for_readers().exists()


def test_publishing_again_keeps_the_date(editor, post):
    dossier = create(editor, "A")
    first = save.publish_dossier(dossier=dossier, by=editor).dossier.published_at
    assert save.publish_dossier(dossier=dossier, by=editor).dossier.published_at == first


def test_withdrawn_dossier_is_a_draft_that_was_public(editor, post):
    dossier = create(editor, "A")
    save.publish_dossier(dossier=dossier, by=editor)
    withdrawn = save.withdraw_dossier(dossier=dossier, by=editor).dossier
    assert (withdrawn.published_at, withdrawn.was_public) == (None, True)


def test_new_slug_redirects_only_if_readers_know_the_old_one(editor, post):
    dossier = create(editor, "A")
    save.save_dossier(fields={"slug": "quays"}, by=editor, dossier=dossier)
    assert not Redirect.objects.exists()
    save.publish_dossier(dossier=dossier, by=editor)
    save.save_dossier(fields={"slug": "berths"}, by=editor, dossier=dossier)
    redirect = Redirect.objects.get()
    assert (redirect.old_path, redirect.new_path) == ("/dossiers/quays/", "/dossiers/berths/")


def test_comparison_is_public_only_with_both_quotations(editor, post):
    other = make.post(make.quotation("“E.”", source_name="Ana"))
    dossier = create(editor, "A", "E", kind=COMPARISON)
    save.publish_dossier(dossier=dossier, by=editor)
    assert Dossier.objects.for_readers().exists()
    Post.objects.filter(pk=other.pk).update(status=Post.Status.DRAFT)
    assert not Dossier.objects.for_readers().exists()


def test_deletion_skips_what_the_user_may_not_delete(author, editor, post):
    mine, published, others = (
        create(author, "A", title=title) for title in ("Mine", "Published", "Third")
    )
    save.publish_dossier(dossier=published, by=editor)
    Dossier.objects.filter(pk=others.pk).update(author=editor)
    pks = [mine.pk, published.pk, others.pk]
    deleted = save.delete_dossiers(dossier_ids=pks, by=author)
    assert (deleted.count, deleted.refused) == (1, [published, others])
    assert save.delete_dossiers(dossier_ids=pks, by=editor).count == 2
    assert not DossierItem.objects.exists()


def test_deleted_dossier_is_refused_with_a_reason(author):
    dossier = create(author)
    Dossier.objects.all().delete()
    with pytest.raises(DossierRefused, match="deleted"):
        save.save_dossier(fields={"title": "Gone"}, by=author, dossier=dossier)


def test_costs_of_operations_do_not_grow_with_items(
    author, editor, post, django_assert_max_num_queries
):
    dossier = create(author, "A", "B", "C")
    with django_assert_max_num_queries(10):
        save.add_items(dossier=dossier, by=author, quotation_ids=keys("D"), post_ids=[post.pk])
    with django_assert_max_num_queries(10):
        save.sort_items(dossier=dossier, by=author)
