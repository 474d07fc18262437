"""Every surface shows the role that a person had at the date of a quotation."""

import json
from collections.abc import Iterator

import pytest
from django.utils import timezone

from blog.editing.sources import delete_sources, save_source
from blog.editing.tenures import rerender_ended_roles, save_tenures
from blog.metadata import cards
from blog.models import Post, PullQuote, Source, Tenure
from tests.support import factories as make

pytestmark = pytest.mark.django_db
THEN = "then Minister of Defence, Government"
TODAY = "Member of Parliament"
OWN = "Senior Statesman"


def make_tenure(role: str, started: str, ended: str = "", **fields) -> Tenure:
    row = Tenure(role=role, **fields)
    for name, value in (("started", started), ("ended", ended)):
        quoted = PullQuote()
        quoted.date_said = value
        setattr(row, f"{name}_on", quoted.said_on)
        setattr(row, f"{name}_precision", quoted.said_precision)
    return row


def make_bo(**fields) -> Source:
    bo = Source.objects.create(name="Bo Ek", role=OWN, **fields)
    rows = [
        make_tenure("Minister of Defence", "2017", "2021-06", organisation_name="Government"),
        make_tenure(TODAY, "2022-01-10"),
    ]
    save_tenures(source=bo, saved=rows)
    return bo


def write_post(bo: Source, **attributes: str) -> Post:
    """Quote a person of 2019, of today and without a date."""
    today = timezone.localdate().isoformat()
    return make.post(
        make.quotation_of(bo, "“Old.”", said="2019-03", **attributes)
        + "<p>Words.</p>"
        + make.quotation_of(bo, "“New.”", said=today, **attributes)
        + "<p>Words.</p>"
        + make.quotation_of(bo, "“Undated.”", **attributes),
        title="Story",
        slug="story",
        published_at=make.moment(2024, 3, 5),
    )


@pytest.fixture
def quotations() -> dict[str, PullQuote]:
    post = write_post(make_bo())
    return {row.text[1:-2].lower(): row for row in PullQuote.objects.filter(post=post)}


def get_json(client, path: str) -> dict:
    return json.loads(client.get(path).content)


def find_nodes(value, type_name: str) -> Iterator[dict]:
    if isinstance(value, dict):
        if value.get("@type") == type_name:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from find_nodes(part, type_name)


def read_nodes(client, path: str) -> list[dict]:
    html = client.get(path).content.decode()
    script = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    return list(find_nodes(json.loads(script), "Quotation"))


@pytest.mark.parametrize("suffix", ["", "quotation.txt", "quotation.html", "quotation.json"])
def test_quotation_has_the_role_of_its_date(suffix, quotations, client):
    pages = {
        name: client.get(f"/quotes/{row.pk}/{suffix}").content.decode()
        for name, row in quotations.items()
    }
    assert THEN in pages["old"]
    assert TODAY not in pages["old"]
    assert TODAY in pages["new"]
    assert "then " not in pages["new"]
    for page in pages.values():
        assert OWN not in page
    assert "Minister" not in pages["undated"]
    assert TODAY not in pages["undated"]


def test_bibtex_note_has_the_role_of_the_date(quotations, client):
    old, new, undated = (
        client.get(f"/quotes/{quotations[name].pk}/quotation.bib").content.decode()
        for name in ("old", "new", "undated")
    )
    assert f"note = {{{THEN}. Quoted in" in old
    assert f"note = {{{TODAY}. Quoted in" in new
    assert "note = {Quoted in" in undated


@pytest.mark.parametrize(
    "path",
    ["/2024/03/story/", "/sources/bo-ek/", "/quotes/", "/search/?q=old+or+new+or+undated", "/"],
)
def test_list_shows_each_role_once(path, quotations, client):
    page = client.get(path).content.decode()
    shown = page.split('class="quotations"')[-1].split("<footer")[0]
    assert shown.count(f'<span class="role-at-date">{THEN}</span>') == 1
    assert shown.count(f'<span class="role-at-date">{TODAY}</span>') == 1
    assert shown.count('class="role-at-date"') == 2
    assert OWN not in page


@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_feed_shows_each_role_once(format, quotations, client):
    feed = client.get(f"/feed.{format}").content.decode().replace('\\"', '"')
    content = feed.split('"_')[0] if format == "json" else feed
    shown = content.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    assert shown.count(f'class="role-at-date">{THEN}<') == 1
    assert shown.count(f'class="role-at-date">{TODAY}<') == 1
    assert shown.count('class="role-at-date"') == 2
    assert OWN not in feed


def test_json_feed_has_the_role_of_each_quotation(quotations, client):
    feed = get_json(client, "/feed.json")
    (item,) = feed["items"]
    (listed,) = [value["quotations"] for name, value in item.items() if name.startswith("_")]
    assert [row.get("role") for row in listed] == [THEN, TODAY, None]


def test_oembed_has_the_role_of_the_date(quotations, client, settings):
    address = f"{settings.SITE_URL}/quotes/{quotations['old'].pk}/"
    assert THEN in get_json(client, f"/oembed?url={address}")["html"]


def test_card_has_the_role_of_the_date(quotations):
    built = {row.text: cards.build_quotation_card(row) for row in PullQuote.objects.for_readers()}
    assert built["“Old.”"].credited == ("Bo Ek", THEN)
    assert built["“New.”"].credited == ("Bo Ek", TODAY)
    assert built["“Undated.”"].credited == ("Bo Ek",)
    assert THEN in cards.get_card_url_and_alt(PullQuote.objects.for_readers().earliest("pk"))[1]
    assert cards.hash_content(built["“Old.”"]) != cards.hash_content(built["“New.”"])


def test_linked_data_has_the_role_of_the_date(quotations, client):
    nodes = {node["text"]: node["creator"] for node in read_nodes(client, "/2024/03/story/")}
    for row in quotations.values():
        (node,) = read_nodes(client, f"/quotes/{row.pk}/")
        assert node["creator"] == nodes[row.text]
    (old,) = nodes["“Old.”"]["affiliation"]
    assert old == {
        "@type": "OrganizationRole",
        "roleName": "Minister of Defence",
        "startDate": "2017",
        "endDate": "2021-06",
        "affiliation": {"@type": "Organization", "name": "Government"},
    }
    (new,) = nodes["“New.”"]["hasOccupation"]
    assert (new["roleName"], new["startDate"], "endDate" in new) == (TODAY, "2022-01-10", False)
    assert nodes["“Undated.”"].keys() == {"@type", "name", "url"}
    assert not [node for node in nodes.values() if "jobTitle" in node]


def test_attribution_that_names_the_role_is_not_doubled(client):
    post = write_post(make_bo(), attribution="Defence Minister Bo Ek")
    assert post.html.count("role-at-date") == 1  # Of today's role.
    old = post.pullquotes.earliest("pk")
    assert THEN not in client.get(f"/quotes/{old.pk}/quotation.txt").content.decode()


def test_second_role_is_not_added_to_an_attribution_with_one():
    bo = make_bo()
    save_tenures(source=bo, saved=[make_tenure("Poet", "2001")])
    html = make.quotation_of(bo, said="2019", attribution="Bo Ek, poet")
    assert "role-at-date" not in make.post(html).html
    assert (
        "Minister of Defence, Government; Poet"
        in make.post(make.quotation_of(bo, said="2019")).html
    )


def test_speaker_has_the_role_and_not_the_source(client):
    bo = make_bo()
    html = make.quotation(
        source_name="The Paper", speaker=str(bo.pk), speaker_name="Bo Ek", said="2019"
    )
    post = make.post(html)
    quotation = PullQuote.objects.for_readers().get()
    assert cards.build_quotation_card(quotation).credited == ("Bo Ek", THEN, "The Paper")
    assert post.html.index("Bo Ek") < post.html.index(THEN) < post.html.index("The Paper")
    (node,) = read_nodes(client, f"/quotes/{quotation.pk}/")
    assert "affiliation" not in node["creator"]
    assert node["spokenByCharacter"]["affiliation"]


@pytest.mark.parametrize("date_said", ["", "2019", "2010"])
def test_own_role_of_a_source_is_not_that_of_a_quotation(date_said, client):
    bo = Source.objects.create(name="Bo Ek", role=OWN, affiliation="Senate")
    make.post(make.quotation_of(bo, said=date_said))
    quotation = PullQuote.objects.get()
    for path in (f"/quotes/{quotation.pk}/", f"/quotes/{quotation.pk}/quotation.json"):
        assert OWN not in client.get(path).content.decode()


def test_source_page_lists_roles_from_todays_on(quotations, client):
    government = Source.objects.create(name="Government", kind="organisation")
    make.post(make.quotation_of(government))
    bo = Source.objects.get(name="Bo Ek")
    save_tenures(source=bo, saved=Tenure.objects.filter(source=bo))
    page = client.get("/sources/bo-ek/").content.decode()
    section = page.split('class="roles"')[1].split("</section>")[0]
    assert section.index(TODAY) < section.index("Minister of Defence")
    assert "since January 10, 2022" in section
    assert "2017 – June 2021" in section
    assert f'<a href="{government.get_absolute_url()}">Government</a>' in section
    header = page.split('<header class="page-head')[1].split("</header>")[0]
    assert f'<span class="p-job-title">{TODAY}</span>' in header
    assert "Minister" not in header


def test_organisation_without_a_page_is_not_linked(quotations, client):
    bo = Source.objects.get(name="Bo Ek")
    Source.objects.create(name="Government", kind="organisation")
    save_tenures(source=bo, saved=Tenure.objects.filter(source=bo))
    assert Tenure.objects.get(organisation__name="Government")
    page = client.get("/sources/bo-ek/").content.decode()
    assert "/sources/government/" not in page
    assert "Minister of Defence, Government" in page


def test_posts_are_rerendered_when_roles_change(django_capture_on_commit_callbacks):
    bo = Source.objects.create(name="Bo Ek")
    post = write_post(bo)
    other = make.post(make.quotation_of(bo, "“Undated.”"))
    Post.objects.filter(pk=other.pk).update(html="As it was")
    assert "role-at-date" not in post.html
    with django_capture_on_commit_callbacks(execute=True):
        save_tenures(source=bo, saved=[make_tenure("Judge", "2018", "2020")])
    post.refresh_from_db()
    assert "then Judge" in post.html
    with django_capture_on_commit_callbacks(execute=True):
        result = save_tenures(source=bo, saved=[], deleted=Tenure.objects.all())
    post.refresh_from_db()
    other.refresh_from_db()
    assert (result.deleted_count, "Judge" in post.html, other.html) == (1, False, "As it was")


def test_post_names_the_renamed_organisation(django_capture_on_commit_callbacks):
    court = Source.objects.create(name="Court", kind="organisation")
    bo = Source.objects.create(name="Bo Ek")
    save_tenures(source=bo, saved=[make_tenure("Judge", "2018", organisation_name="COURT")])
    post = write_post(bo)
    assert "Judge, Court" in post.html
    with django_capture_on_commit_callbacks(execute=True):
        save_source(fields={"name": "High Court"}, by=make.user("editor"), source=court)
    post.refresh_from_db()
    assert "Judge, High Court" in post.html


def test_role_keeps_the_name_of_a_deleted_organisation(client):
    court = Source.objects.create(name="Court", kind="organisation")
    bo = Source.objects.create(name="Bo Ek")
    save_tenures(source=bo, saved=[make_tenure("Judge", "2018", organisation_name="Court")])
    assert Tenure.objects.get().organisation == court
    assert delete_sources(source_ids=[court.pk]).count == 1
    assert "Judge, Court" in write_post(bo).html


@pytest.mark.parametrize(
    ("ended", "today", "is_rendered"),
    [
        ("2026-03-07", "2026-03-07", False),
        ("2026-03-07", "2026-03-08", True),
        ("2026-03-07", "2026-03-15", True),
        ("2026-03-07", "2026-03-16", False),
        ("2026-02", "2026-02-28", False),
        ("2026-02", "2026-03-01", True),
        ("2024-02", "2024-03-01", True),
        ("2026-02", "2026-03-09", False),
        ("2025", "2025-12-31", False),
        ("2025", "2026-01-01", True),
        ("2025", "2026-01-09", False),
        ("", "2026-03-08", False),
    ],
)
def test_role_that_has_just_ended_is_rendered_as_former(
    ended, today, is_rendered, monkeypatch, django_capture_on_commit_callbacks
):
    day = timezone.datetime.fromisoformat(today).date()
    monkeypatch.setattr("blog.editing.tenures.localdate", lambda: day)
    monkeypatch.setattr("blog.content.sources.roles.localdate", lambda: day)
    bo = Source.objects.create(name="Bo Ek")
    save_tenures(source=bo, saved=[make_tenure("Judge", "2018", ended)])
    post = write_post(bo)
    Post.objects.filter(pk=post.pk).update(html="As it was")
    with django_capture_on_commit_callbacks(execute=True):
        rerender_ended_roles.func()
    post.refresh_from_db()
    assert ("then Judge" in post.html) == is_rendered
    assert (post.html == "As it was") != is_rendered
