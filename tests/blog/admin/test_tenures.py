"""Roles over time on the admin page of a source."""

from typing import Any

import lxml.html
import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from blog.models import Post, Source, Tenure
from tests.support import factories as make
from tests.support.desk import fields, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def bo() -> Source:
    return Source.objects.create(name="Bo Ek")


def page_of(source: Source) -> str:
    return f"/admin/blog/source/{source.pk}/change/"


def row(number: int, **values: str) -> dict[str, str]:
    names = {"organisation": "organisation_text"}
    return {f"tenures-{number}-{names.get(name, name)}": text for name, text in values.items()}


def save(source: Source, client: Client | None = None, **values: str) -> Any:
    client = client or signed_in(make.user("Editor"))
    return send(client, page_of(source), **row(0, **values))


def get_errors(response: Any) -> dict[str, list[str]]:
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    (formset,) = [formset for formset in formsets if formset.model is Tenure]
    return {name: list(errors) for form in formset for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2017", "2017"),
        (" 2017-05 ", "2017-05"),
        ("2017-05-17", "2017-05-17"),
        ("17 May 2017", "2017-05-17"),
        ("May 17, 2017", "2017-05-17"),
        ("May 2017", "2017-05"),
        ("17.5.2017", "2017-05-17"),
        ("17 mai 2017", "2017-05-17"),
        ("2017年5月17日", "2017-05-17"),
        ("2020-02-29", "2020-02-29"),
        ("", ""),
        ("2019-02-29", None),
        ("2017-13", None),
        ("2017-W13-1", None),
        ("17", None),
        ("0000", None),
        ("soon", None),
        ("May 2017 or so", None),
        ("2017-05-17 2018-05-17", None),
    ],
)
def test_date_of_a_role_is_stored_as_far_as_it_is_known(typed, stored, bo):
    response = save(bo, role="Judge", started=typed)
    if stored is None:
        assert get_errors(response) == {
            "started": ["Enter a date as 2017, 2017-05, 2017-05-17 or 17 May 2017."]
        }
        assert not Tenure.objects.exists()
        return
    assert response.status_code == 302
    shown = fields(signed_in(make.user("Editor")), page_of(bo))
    assert shown.get("tenures-0-started", "") == stored


@pytest.mark.parametrize(
    ("started", "ended", "is_valid"),
    [
        ("2017", "2019", True),
        ("2019", "2019", True),
        ("2019-05-17", "2019", True),
        ("2019-05-17", "2019-05", True),
        ("2019", "2019-05-17", True),
        ("2019-05-17", "2019-05-17", True),
        ("", "2019", True),
        ("2019-05-17", "2019-05-16", False),
        ("2019-05-17", "2019-04", False),
        ("2019-05", "2019-04-30", False),
        ("2019", "2018", False),
        ("2019", "2018-12-31", False),
    ],
)
def test_role_cannot_end_before_it_begins(started, ended, is_valid, bo):
    response = save(bo, role="Judge", started=started, ended=ended)
    if is_valid:
        assert response.status_code == 302
    else:
        assert get_errors(response) == {"ended": ["The end is before the beginning."]}
    assert Tenure.objects.count() == is_valid


def test_period_without_a_role_is_an_error(bo):
    assert get_errors(save(bo, started="2017")) == {"role": ["This field is required."]}


@pytest.mark.parametrize(
    ("typed", "linked", "name"),
    [
        ("Government", "Government", ""),
        ("  GOVERNMENT ", "Government", ""),
        ("Hällefors", "Hällefors", ""),
        ("HÄLLEFORS", "Hällefors", ""),
        ("The Paper", "The Paper", ""),
        ("Government of Norway", None, "Government of Norway"),
        ("Ana", None, "Ana"),  # A person.
        ("Bo Ek", None, "Bo Ek"),
        ("", None, ""),
    ],
)
def test_organisation_is_linked_by_its_name(typed, linked, name, bo):
    for other in ("Government", "Hällefors"):
        Source.objects.create(name=other, kind="organisation")
    Source.objects.create(name="Government", affiliation="Sweden", kind="organisation")
    Source.objects.create(name="The Paper", kind="publication")
    Source.objects.create(name="Ana")
    assert save(bo, role="Judge", organisation=typed).status_code == 302
    stored = Tenure.objects.get()
    assert (stored.organisation and stored.organisation.name, stored.organisation_name) == (
        *(linked, name),
    )
    assert not (stored.organisation and stored.organisation.affiliation)


def test_roles_are_changed_and_deleted_with_their_source(bo, django_capture_on_commit_callbacks):
    editor = signed_in(make.user("Editor"))
    court = Source.objects.create(name="Court", kind="organisation")
    save(bo, editor, role="Judge", organisation="Court", started="2017")
    post = make.post(make.quotation_of(bo, said="2019"))
    with django_capture_on_commit_callbacks(execute=True):
        send(editor, page_of(bo), **row(0, ended="2020"), **row(1, role="Poet", started="2001"))
    judge, poet = Tenure.objects.order_by("-started_on")
    assert (judge.organisation, judge.ended_precision) == (court, "year")
    assert "then Judge, Court; Poet" in Post.objects.get(pk=post.pk).html
    with django_capture_on_commit_callbacks(execute=True):
        send(editor, page_of(bo), **{"tenures-0-DELETE": "on"})
    assert Tenure.objects.get() == poet
    assert "Judge" not in Post.objects.get(pk=post.pk).html


def test_role_saved_in_the_meantime_is_not_overwritten(bo):
    editor = signed_in(make.user("Editor"))
    save(bo, editor, role="Judge", started="2017")
    opened = fields(editor, page_of(bo))
    save(bo, editor, started="2018")
    response = editor.post(page_of(bo), {**opened, **row(0, role="Senior judge")})
    assert response.status_code == 302
    stored = Tenure.objects.get()
    assert (stored.role, stored.started_on.year) == ("Senior judge", 2018)
    response: Any = editor.post(page_of(bo), {**opened, **row(0, started="2016")})
    assert get_errors(response) == {"started": ["Saved in the meantime: “2018”"]}


def test_author_changes_roles_of_own_sources_only(bo):
    author = make.user("Author")
    client = signed_in(author)
    save(bo, role="Judge", organisation="Court", started="2017", ended="2020-05")
    page = client.get(page_of(bo)).content.decode()
    shown = lxml.html.fromstring(page).xpath("//*[@id='tenures-group']//*[@class='readonly']")
    assert [element.text_content() for element in shown] == ["Judge", "Court", "2017", "2020-05"]
    assert "tenures-0-role" not in page
    management = {"tenures-TOTAL_FORMS": "1", "tenures-INITIAL_FORMS": "0"}
    forged = {"kind": "person", "name": "Bo Ek", **management, **row(0, role="Poet")}
    assert client.post(page_of(bo), forged).status_code == 403
    assert Tenure.objects.get().role == "Judge"
    own = Source.objects.create(name="Ana", created_by=author)
    assert save(own, client, role="Poet").status_code == 302
    assert Tenure.objects.filter(source=own).count() == 1


def test_new_source_is_added_with_its_roles():
    client = signed_in(make.user("Author"))
    values = row(0, role="Poet", started="2001") | {"name": "Ana", "slug": "ana"}
    assert send(client, "/admin/blog/source/add/", **values).status_code == 302
    assert Tenure.objects.get().source.name == "Ana"


@pytest.mark.parametrize("rows", [1, 3])
def test_source_form_query_count(rows, bo, django_assert_num_queries):
    """Settings, session, user and two for permissions; three of the navigation; the source, its
    four kinds of facts and its dated attributions."""
    for number in range(rows):
        court = Source.objects.create(name=f"Court {number}", kind="organisation")
        Tenure.objects.create(source=bo, role="Judge", organisation=court)
    editor = signed_in(make.user("Editor"))
    ContentType.objects.get_for_model(Source)  # Django remembers it from then on.
    with django_assert_num_queries(14):
        assert editor.get(page_of(bo)).status_code == 200
