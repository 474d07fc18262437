"""Other names of sources in the editor, and the pages of a source in the admin and for readers."""

import os

import pytest
from playwright.sync_api import expect

from blog.editing.source_facts import (
    Identifier,
    OtherName,
    Relation,
    change_identifiers,
    change_names,
    change_relations,
    set_portrait,
)
from blog.models import Photo, Source
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, open_editor
from tests.support import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source(transactional_db) -> Source:
    editor = make.user("Editor")
    source = Source.objects.create(
        name="Volodymyr Zelenskyy",
        role="President",
        affiliation="Ukraine",
        about="Elected in 2019.",
    )
    names = [OtherName("Володимир Зеленський", language="uk"), OtherName("فولوديمير زيلينسكي")]
    change_names(
        source=source, saved=[*names, OtherName("Wolodymyr Selenskyj", "translation", "de")]
    )
    change_identifiers(source=source, saved=[Identifier("wikidata", "Q3874799")])
    other = Source.objects.create(name="Government of Ukraine", kind="organisation")
    relation = Relation("part_of", other, started_on="2019-05-20", started_precision="day")
    change_relations(source=source, saved=[relation])
    photo = make.photo(editor)
    Photo.objects.filter(pk=photo.pk).update(alt="A man in green", credit="Press/Photographer")
    set_portrait(source=source, photo=photo, by=editor)
    make.post(make.quotation_of(source) + make.quotation_of(other))
    return source


def screenshot(page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)


def test_pages_of_a_source_with_facts_have_no_axe_violations(desk: Desk, source):
    page = desk.page(make.user("Editor"))
    page.goto(f"/admin/blog/source/{source.pk}/change/")
    screenshot(page, "admin")
    assert_accessible(page)
    page = desk.page()
    page.goto(source.get_absolute_url())
    screenshot(page, "reader")
    assert_accessible(page)
    page.goto("/search/?q=Wolodymyr+Selenskyj")
    screenshot(page, "search")
    assert_accessible(page)


def test_completion_shows_the_other_name_that_matches(desk: Desk, source):
    page = open_editor(desk, make.quotation("“Said.”", attribution="Somebody"))
    page.locator(".quotation-details summary").click()
    field = page.get_by_role("combobox", name="Source")
    field.fill("Волод")
    option = page.locator("[role=option]")
    expect(option).to_have_text(["Володимир Зеленський → Volodymyr ZelenskyyPresident, Ukraine"])
    screenshot(page, "completion")
    option.click()
    expect(field).to_have_value("Volodymyr Zelenskyy")


def test_relation_is_chosen_by_another_name(desk: Desk, source):
    paper = Source.objects.create(name="Paper", kind="publication")
    page = desk.page(make.user("Editor"))
    page.goto(f"/admin/blog/source/{paper.pk}/change/")
    expect(page.locator("#relations-0")).to_have_count(0)
    page.get_by_role("button", name="Add another relation").click()
    page.locator("#id_relations-0-kind").select_option("speaks_for")
    field = page.locator("#relations-0").get_by_role("combobox", name="To", exact=True)
    field.fill("Зелен")
    page.get_by_role("option", name="Volodymyr Zelenskyy").click()
    expect(field).to_have_value("Volodymyr Zelenskyy (Ukraine)")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert paper.relations.get().other == source
