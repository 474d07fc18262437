"""Merging, renaming and undo of labels; aliases and the report of duplicates."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection

from blog.content import labels as content_labels
from blog.content.labels.duplicates import find_duplicates, group_similar_names, mark_duplicates
from blog.content.redirects import add_redirect
from blog.models import Label, LabelAlias, LabelChange, LabelCounter, Post
from page_cache.models import Change
from tests.support import factories as make
from tests.support.desk import change as change_of
from tests.support.desk import send, signed_in

pytestmark = pytest.mark.django_db

# Records of changes stay, also in the admin log and the page cache. Counters are a ledger, so their
# sums are compared.
TOLD = (LabelChange, LabelCounter, Session, LogEntry, Change)
TABLES = [model for model in apps.get_models() if model not in TOLD]


def load_rows() -> dict[str, list]:
    """Return all rows of the tables and counters, except whether readers have seen a label.

    That is not undone.
    """
    Label.objects.update(was_public=False)
    tables = {
        model.__name__: sorted(model._default_manager.order_by().values_list(), key=repr)
        for model in TABLES
    }
    counts = Label.objects.annotate(n=LabelCounter.objects.count_subquery("label"))
    return tables | {"counts": sorted(counts.values_list("pk", "n"))}


def get_label(name: str) -> Label:
    return Label.objects.get(name=name)


@pytest.fixture
def editor():
    return make.user("Editor")


@pytest.fixture
def world():
    """Three labels on posts with one, two and all of them; a draft, a scheduled post, aliases
    and redirects."""
    for labels in (["Harbours"], ["Harbours", "Ports"], ["Ports"], ["Docks", "Harbours", "Ports"]):
        make.post(labels=labels)
    make.draft(labels=["Harbours", "Other"])
    make.scheduled(labels=["Docks"])
    Label.objects.filter(name="Harbours").update(description="Where ships lie")
    LabelAlias.objects.create(label=get_label("Harbours"), name="Havens")
    add_redirect("/labels/haven/", "/labels/harbours/")
    add_redirect("/labels/old-ports/", "/labels/ports/")
    add_redirect("/elsewhere/", "/labels/other/")


def merge(editor, *names: str, into: str) -> LabelChange:
    labels = list(Label.objects.filter(name__in=[*names, into]))
    content_labels.merge_labels(labels=labels, into=get_label(into), by=editor)
    return LabelChange.objects.latest("pk")


@pytest.mark.slow
def test_merge_moves_posts_and_adds_redirects_and_aliases(world, editor, client):
    merge(editor, "Harbours", "Docks", into="Ports")
    assert sorted(Label.objects.values_list("name", flat=True)) == ["Other", "Ports"]
    assert Post.all_objects.filter(labels=get_label("Ports")).count() == 6
    assert sorted(LabelAlias.objects.values_list("name", "label__name")) == [
        (name, "Ports") for name in ("Docks", "Harbours", "Havens")
    ]
    for former in ("harbours", "haven", "docks", "old-ports"):
        response = client.get(f"/labels/{former}/")
        assert (response.status_code, response.headers["Location"]) == (301, "/labels/ports/")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "into"), [(["Harbours"], "Ports"), (["Harbours", "Docks"], "Ports"),
                        (["Ports", "Harbours", "Other"], "Docks")],
)  # fmt: skip
def test_undo_restores_every_row(world, editor, names, into):
    before = load_rows()
    change = merge(editor, *names, into=into)
    assert load_rows() != before
    content_labels.undo_label_change(change=change)
    assert load_rows() == before
    with pytest.raises(content_labels.CannotUndo, match="already undone"):
        content_labels.undo_label_change(change=change)


@pytest.mark.slow
def test_two_merges_are_undone_in_reverse_order(world, editor):
    before = load_rows()
    first = merge(editor, "Harbours", into="Ports")
    between = load_rows()
    second = merge(editor, "Ports", into="Docks")
    with pytest.raises(content_labels.CannotUndo, match="Undo the later change first"):
        content_labels.undo_label_change(change=first)
    content_labels.undo_label_change(change=second)
    assert load_rows() == between
    content_labels.undo_label_change(change=first)
    assert load_rows() == before


@pytest.mark.slow
def test_undo_keeps_later_changes_of_authors(world, editor):
    change = merge(editor, "Harbours", into="Ports")
    one, two, *_others = Post.objects.filter(labels=get_label("Ports")).order_by("pk")
    one.labels.clear()
    two.delete()
    new = make.post(labels=["Ports"])
    content_labels.undo_label_change(change=change)
    assert [str(each) for each in new.labels.all()] == ["Ports"]
    assert not one.labels.exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", [3, 30])
def test_undo_query_count_is_independent_of_posts(number, editor, django_assert_num_queries):
    for _ in range(number):
        make.post(labels=["Harbours"])
        make.post(labels=["Harbours", "Ports"])
    before = load_rows()
    change = merge(editor, "Harbours", into="Ports")
    with django_assert_num_queries(15):
        content_labels.undo_label_change(change=change)
    assert load_rows() == before


@pytest.mark.slow
def test_undo_with_a_new_label_of_the_old_name_is_refused(world, editor):
    change = merge(editor, "Harbours", into="Ports")
    Label.objects.create(name="Harbours", slug="harbours")
    before = load_rows()
    with pytest.raises(content_labels.CannotUndo, match="newer label uses one of the old names"):
        content_labels.undo_label_change(change=change)
    assert load_rows() == before
    change.refresh_from_db()
    assert change.undone_at is None


def test_merged_label_of_drafts_only_leaves_no_redirect(editor, client):
    make.draft(labels=["Secret"])
    make.post(labels=["Known"])
    merge(editor, "Secret", into="Known")
    assert client.get("/labels/secret/").status_code == 404


@pytest.mark.slow
def test_new_rows_after_an_undo_have_new_keys(world, editor):
    content_labels.undo_label_change(change=merge(editor, "Harbours", "Docks", into="Ports"))
    make.post(labels=["A new one", "Harbours"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT last_value >= (SELECT max(id) FROM blog_label) FROM blog_label_id_seq"
        )
        assert cursor.fetchone() == (True,)


@pytest.mark.slow
def test_admin_merges_and_undoes_labels(world, editor):
    client, before = signed_in(editor), load_rows()
    keys = [get_label(name).pk for name in ("Harbours", "Ports")]
    chosen = {"action": "merge", "_selected_action": keys}
    preview = client.post("/admin/blog/label/", chosen, follow=True)
    assert "Every post with one of these labels will get it" in preview.text
    assert load_rows() == before
    there = preview.redirect_chain[-1][0]
    assert "Choose the label to keep" in client.post(there, {"into": "x"}).text
    done = client.post(there, {"into": keys[1]}, follow=True)
    assert "“Harbours” → “Ports”" in done.text
    undo = f"/admin/blog/label/changes/{LabelChange.objects.get().pk}/undo/"
    assert "Undone: " in client.post(undo, follow=True).text
    assert load_rows() == before
    assert "already undone" in client.post(undo, follow=True).text


def rename(name: str, new: str) -> None:
    Label.objects.filter(name=name).update(name=new, slug=new.lower())


@pytest.mark.slow
@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda editor: merge(editor, "Ports", into="Harbours"),
        lambda editor: merge(editor, "Harbours", into="Ports"),
        lambda editor: get_label("Harbours").delete(),
        lambda editor: get_label("Ports").delete(),
        lambda editor: rename("Harbours", "Wharves"),
        lambda editor: rename("Ports", "Seaports"),
    ],
)
def test_concurrently_changed_labels_are_not_merged(meanwhile, world, editor, monkeypatch):
    as_ever, left = content_labels.merge_labels, []

    def late(**kwargs):
        monkeypatch.undo()
        meanwhile(editor)
        left.append(load_rows())
        as_ever(**kwargs)

    monkeypatch.setattr(content_labels, "merge_labels", late)
    keys = [get_label(name).pk for name in ("Harbours", "Ports")]
    address = f"/admin/blog/label/merge/?labels={keys[0]},{keys[1]}"
    answer = signed_in(editor).post(address, {"into": keys[1]}, follow=True)
    assert "Nothing was changed, because someone else changed one of these labels" in answer.text
    assert load_rows() == left[0]


def test_rename_is_recorded_without_posts(editor):
    make.post(labels=["Ports"])
    with content_labels.record_label_change([get_label("Ports")], "", editor):
        rename("Ports", "Seaports")
    change = LabelChange.objects.get()
    assert change.before["post_label"] == change.after["post_label"] == {}
    content_labels.undo_label_change(change=change)
    assert Post.objects.get().labels.get().name == "Ports"


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 3])
def test_label_deletion_page_shows_the_number_of_posts(number, editor):
    for _ in range(number):
        make.post(labels=["Ports", "Harbours"])
    make.draft(labels=["Ports"])
    make.post(labels=["Water"])
    desk, ports = signed_in(editor), get_label("Ports")
    page = desk.get(f"/admin/blog/label/{ports.pk}/delete/")
    assert f"is removed from {number + 1} posts. The posts stay." in page.text
    chosen = {
        "action": "delete_selected",
        "_selected_action": [ports.pk, get_label("Harbours").pk],
        "post": "yes",
    }
    assert desk.post("/admin/blog/label/", chosen).status_code == 302
    assert list(Label.objects.values_list("name", flat=True)) == ["Water"]
    author = signed_in(make.user("Author"))
    assert author.get(f"/admin/blog/label/{get_label('Water').pk}/delete/").status_code == 403


@pytest.mark.parametrize("labels", ["", "1", "x,y", "0,0", ",".join("1" * 30)])
def test_invalid_label_merge_shows_a_message(labels, editor):
    response = signed_in(editor).get(f"/admin/blog/label/merge/?labels={labels}", follow=True)
    assert "Select between two and" in response.text


@pytest.mark.parametrize("labels", ["9" * 50, "1,%00"])
def test_label_merge_with_invalid_keys_gets_400(labels, editor):
    address = f"/admin/blog/label/merge/?labels={labels}"
    assert signed_in(editor).get(address).status_code == 400


@pytest.mark.slow
def test_rename_is_undone_in_the_admin(world, editor, client):
    desk, ports = signed_in(editor), get_label("Ports")
    before = load_rows()
    address = f"/admin/blog/label/{ports.pk}/change/"
    assert send(desk, address, name="Seaports", slug="seaports").status_code == 302
    assert client.get("/labels/old-ports/").headers["Location"] == "/labels/seaports/"
    content_labels.undo_label_change(change=LabelChange.objects.get())
    assert load_rows() == before


@pytest.mark.slow
def test_aliases_are_saved_in_the_admin(world, editor):
    desk, ports = signed_in(editor), get_label("Ports")
    address = f"/admin/blog/label/{ports.pk}/change/"
    assert send(desk, address, **{"aliases-0-name": "Quays"}).status_code == 302
    assert ports.aliases.get().name == "Quays"
    assert send(desk, address, **{"aliases-1-name": "havens"}).status_code == 200
    assert send(desk, address, **{"aliases-1-name": "a, b"}).status_code == 200
    assert ports.aliases.count() == 1


@pytest.mark.slow
def test_typed_alias_becomes_its_label(world, editor):
    desk = signed_in(editor)
    post = make.draft()
    send(desk, change_of(post), labels="havens, HAVENS, Other, New")
    assert sorted(map(str, post.labels.all())) == ["Harbours", "New", "Other"]
    Label.objects.create(name="Havens", slug="havens")
    send(desk, change_of(post), labels="havens")
    assert [str(each) for each in post.labels.all()] == ["Havens"]
    suggestions = desk.get("/admin/blog/post/editor/labels/?q=haven").json()["labels"]
    assert suggestions == ["Havens", "Harbours"]


def test_duplicates_report_has_only_public_labels(editor):
    make.post(labels=["Port"])
    make.post(labels=["Ports"])
    make.draft(labels=["Portz"])
    mark_duplicates.call()
    page = signed_in(editor).get("/admin/blog/label/duplicates/").text
    assert ("Ports" in page, "Portz" in page) == (True, False)


def test_duplicates_report_follows_new_and_renamed_labels(django_assert_num_queries):
    def get_duplicate_names() -> list[list[str]]:
        return [[label.name for label in group] for group in find_duplicates()]

    make.post(labels=["Port", "Canal", "Canals"])
    mark_duplicates.call()
    make.post(labels=["Ports"])
    assert get_duplicate_names() == [["Canal", "Canals"]]
    mark_duplicates.call()
    assert get_duplicate_names() == [["Port", "Ports"], ["Canal", "Canals"]]
    Label.objects.filter(name="Ports").update(name="Harbours")
    assert get_duplicate_names() == [["Canal", "Canals"]]  # Without a new run.
    mark_duplicates.call()
    assert sorted(Label.objects.filter(has_duplicate=True).values_list("name", flat=True)) == [
        "Canal",
        "Canals",
    ]
    with django_assert_num_queries(1):
        find_duplicates()
    with django_assert_num_queries(2):
        mark_duplicates.call()


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (["Port", "Ports", "Courts"], [["Port", "Ports"]]),
        (
            ["Labour law", "law, labour", "Labour-Law"],
            [["Labour law", "law, labour", "Labour-Law"]],
        ),
        (["Élections", "elections", "Election"], [["Élections", "elections", "Election"]]),
        (["China", "Chine", "Chain", "Canada"], [["China", "Chine", "Chain"]]),
        (["2023", "2024", "G7", "G8", "UK", "UN"], []),
        (["Election 2023", "Election 2024"], []),
        (["Budget", "Budgets", "Badgets"], [["Budget", "Budgets", "Badgets"]]),
        (["Water"], []),
        (["", "…", "!"], []),
    ],
)
def test_similar_label_names_are_grouped(names, groups):
    named = dict(enumerate(names))
    assert [[named[key] for key in group] for group in group_similar_names(named.items())] == groups
