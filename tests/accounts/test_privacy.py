"""Profile, and erasure of accounts."""

import json

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.test import Client

from accounts import privacy
from accounts.forms import ReauthenticateForm
from accounts.models import User
from accounts.views.profile import ProfileForm
from blog.comments.models import HASH_FIELDS, Comment
from blog.models import Photo, Source
from tests.support import factories as make
from tests.support.concurrency import while_uncommitted
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db


def sign_in(person: User) -> Client:
    client = Client()
    sent = {"login": person.username, "password": make.PASSWORD}
    assert client.post("/accounts/login/", sent).status_code == 302
    return client


PROFILE = {
    "byline": "Ana Reader",
    "bio": "Reads.",
    "url": "https://ana.example/",
    "follow": "Mastodon https://social.example/@ana",
}


def test_profile_form_saves_changes():
    person = make.user("Author", byline="Ana")
    slug = person.slug
    assert signed_in(person).post("/accounts/profile/", PROFILE).status_code == 302
    person.refresh_from_db()
    assert {name: getattr(person, name) for name in PROFILE} == PROFILE
    assert person.slug == slug


@pytest.mark.parametrize(
    "changes",
    [
        {"byline": ""},
        {"byline": "x" * 151},
        {"byline": "\0\u202e"},
        {"bio": "x" * 2001},
        {"url": "javascript:alert(1)"},
        {"url": "ftp://ana.example/"},
        {"follow": "Mastodon"},
        {"follow": "Mastodon javascript:alert(1)"},
    ],
)
def test_invalid_profile_value_is_a_field_error(changes):
    person = make.user("Author", byline="Ana")
    response = signed_in(person).post("/accounts/profile/", PROFILE | changes)
    assert (response.status_code, list(response.context["form"].errors)) == (200, list(changes))
    person.refresh_from_db()
    assert person.byline == "Ana"


def test_reader_profile_has_no_author_fields():
    for role, asked in (("", False), ("Author", True)):
        client = signed_in(make.user(role))
        shown = client.get("/accounts/profile/").context["form"].fields
        assert {"byline", "url"} <= set(shown)
        assert ["bio" in shown, "follow" in shown] == [asked, asked]


def test_profile_url_without_scheme_gets_https():
    person = make.user()
    signed_in(person).post("/accounts/profile/", {"byline": "Ana", "url": "ana.example"})
    person.refresh_from_db()
    assert person.url == "https://ana.example"


@pytest.mark.slow
def test_profile_accepts_every_naughty_string(testdata):
    person = make.user("Author")
    client = signed_in(person)
    for string in json.loads((testdata / "strings" / "blns.json").read_text()):
        sent = PROFILE | {"byline": string, "bio": string, "follow": string, "url": string}
        assert client.post("/accounts/profile/", sent, follow=True).status_code == 200
        sent = PROFILE | {"byline": string[:150] or "x", "bio": string}
        assert client.post("/accounts/profile/", sent, follow=True).status_code == 200


def test_profile_form_cannot_change_permissions():
    person = make.user()
    sent = PROFILE | {"is_staff": "on", "is_superuser": "on", "username": "admin", "groups": "1"}
    signed_in(person).post("/accounts/profile/", sent)
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser, person.username == "admin") == (
        *(False, False),
        False,
    )


def test_profile_form_keeps_concurrent_admin_changes(monkeypatch):
    person, clean = make.user("Author", byline="Ana"), ProfileForm.clean
    done = {"is_active": False, "is_staff": False, "password": "another", "slug": "other"}

    def change_then_clean(form):
        User.objects.filter(pk=person.pk).update(**done)
        return clean(form)

    monkeypatch.setattr(ProfileForm, "clean", change_then_clean)
    assert signed_in(person).post("/accounts/profile/", PROFILE).status_code == 302
    person.refresh_from_db()
    assert {name: getattr(person, name) for name in (*PROFILE, *done)} == PROFILE | done


@pytest.mark.django_db(transaction=True)
def test_profile_form_does_not_restore_erased_account(monkeypatch):
    person, clean = make.user("Author", byline="Ana"), ProfileForm.clean

    def erase_then_clean(form):
        privacy.erase_account(person)
        return clean(form)

    client = sign_in(person)
    monkeypatch.setattr(ProfileForm, "clean", erase_then_clean)
    assert client.post("/accounts/profile/", PROFILE).status_code == 302
    assert client.get("/accounts/profile/").headers["Location"].startswith("/accounts/login/")
    assert not User.objects.exists()


def test_profile_without_slug_gets_one():
    person = make.user("Author", byline="Ana")
    User.objects.filter(pk=person.pk).update(slug="")
    signed_in(person).post("/accounts/profile/", PROFILE)
    person.refresh_from_db()
    assert (person.byline, person.slug) == ("Ana Reader", "ana-reader")


@pytest.mark.slow
def test_erase_with_password_keeps_anonymous_comments():
    person = make.user(byline="Ana", email="ana@example.org")
    client, phone = sign_in(person), sign_in(person)
    comment = make.comment(make.post(), user=person, name="Ana", text="What I think.")
    wrong = client.post("/accounts/erase/", {"password": "wrong"})
    assert (wrong.status_code, User.objects.filter(pk=person.pk).exists()) == (200, True)
    gone = client.post("/accounts/erase/", {"password": make.PASSWORD})
    assert gone.headers["Location"] == "/accounts/erased/"
    assert not User.objects.filter(pk=person.pk).exists()
    assert client.get("/accounts/erased/").status_code == 200
    for one in (client, phone):
        assert one.get("/accounts/profile/").status_code == 302
    assert UserSession.objects.count() == 0
    comment.refresh_from_db()
    assert (comment.text, comment.name, comment.user_id) == ("What I think.", "", None)
    assert [getattr(comment, name) for name in HASH_FIELDS] == [""] * len(HASH_FIELDS)


@pytest.mark.slow
def test_erase_submitted_twice_succeeds_twice(monkeypatch):
    person, is_valid = make.user(), ReauthenticateForm.is_valid
    client, answers = sign_in(person), []

    def click() -> None:
        answers.append(client.post("/accounts/erase/", {"password": make.PASSWORD}))

    def overtaken(form):
        valid = is_valid(form)
        monkeypatch.setattr(ReauthenticateForm, "is_valid", is_valid)
        click()
        return valid

    monkeypatch.setattr(ReauthenticateForm, "is_valid", overtaken)
    click()
    assert [answer.headers["Location"] for answer in answers] == ["/accounts/erased/"] * 2
    assert not User.objects.exists()


def test_erase_keeps_names_of_other_comments():
    person, other = make.user(), make.user()
    post = make.post()
    make.comment(post, user=person, name="Ana")
    make.comment(post, user=other, name="Bo")
    privacy.erase_account(person)
    assert sorted(Comment.objects.values_list("name", flat=True)) == ["", "Bo"]


@pytest.mark.parametrize("write", [make.post, make.draft])
def test_author_of_posts_cannot_erase_account(write):
    author = make.user("Author")
    write(authors=(author,))
    client = sign_in(author)
    assert "author of a post" in client.get("/accounts/erase/").content.decode()
    client.post("/accounts/erase/", {"password": make.PASSWORD})
    assert User.objects.filter(pk=author.pk).exists()


def test_author_without_posts_can_erase_account():
    author = make.user("Author")
    photo = make.photo(author)
    post = make.post(make.quotation(source_name="Somebody"), authors=(author,))
    post.authorships.update(user=make.user("Author"))
    client = sign_in(author)
    client.post("/accounts/erase/", {"password": make.PASSWORD})
    assert not User.objects.filter(pk=author.pk).exists()
    assert Photo.objects.get().pk == photo.pk
    assert Source.objects.get().created_by is None


def test_last_superuser_cannot_erase_account():
    last = make.user("superuser")
    assert privacy.erase_account(last) != []
    make.user("superuser")
    assert privacy.erase_account(last) == []


@pytest.mark.django_db(transaction=True)
def test_one_of_two_superusers_who_erase_themselves_at_once_stays():
    first, second = make.user("superuser"), make.user("superuser")
    reasons = while_uncommitted(
        lambda: privacy.erase_account(first), lambda: privacy.erase_account(second)
    )
    assert reasons != []
    assert User.objects.get() == second


@pytest.mark.parametrize("sent_to", ["one", "many"])
def test_desk_deletion_erases_account(sent_to):
    administrator, person, author = make.user("superuser"), make.user(), make.user("Author")
    post = make.post(authors=(author,))
    make.comment(post, user=person, name="Ana", website="https://example.org/")
    client = signed_in(administrator)
    for one in (person, author):
        if sent_to == "one":
            client.post(f"/admin/accounts/user/{one.pk}/delete/", {"post": "yes"})
        else:
            sent = {"action": "delete_selected", "_selected_action": [one.pk], "post": "yes"}
            client.post("/admin/accounts/user/", sent)
    assert set(User.objects.all()) == {administrator, author}
    comment = Comment.objects.get()
    assert (comment.user, comment.name, comment.website) == (None, "", "")
    assert {getattr(comment, name) for name in HASH_FIELDS} == {""}


@pytest.mark.parametrize(("role", "is_linked"), [("superuser", True), ("Author", False)])
def test_page_of_an_account_that_stays_leads_superusers_to_people(role, is_linked, monkeypatch):
    monkeypatch.setattr(privacy, "find_all_erasure_blockers", lambda user: ["For a reason."])
    page = signed_in(make.user(role)).get("/accounts/erase/").text
    assert ('href="/admin/accounts/user/"' in page) == is_linked


def test_desk_explains_why_last_superuser_stays():
    last = make.user("superuser")
    client = signed_in(last)
    address = f"/admin/accounts/user/{last.pk}/delete/"
    assert "only superuser account" in client.get(address).content.decode()
    client.post(address, {"post": "yes"})
    assert User.objects.get() == last


# Relations to a user, and what happens to them on erasure. A new relation fails the
# test until it is added here; test_export.py does the same for the export.
RELATIONS = {
    "account.EmailAddress.user": "goes",
    "accounts.KnownDevice.user": "goes",
    "mfa.Authenticator.user": "goes",
    "usersessions.UserSession.user": "goes",
    "admin.LogEntry.user": "goes",
    "accounts.User.groups": "goes",
    "accounts.User.user_permissions": "goes",
    "blog.Authorship.user": "holds the account",
    "blog.AuthorCounter.author": "counts posts, so there are none",
    "blog.Post.authors": "as Authorship",
    "blog.Photo.uploaded_by": "stays, nobody's",
    "blog.Photo.also_uploaded_by": "goes; says that the same file was sent again",
    "blog.MediaFile.uploaded_by": "stays, nobody's",
    "blog.Source.created_by": "stays, nobody's",
    "blog.Comment.user": "stays without a name",
    "blog.ModerationAction.by": "stays, nobody's",
    "blog.Subscription.user": "goes",
    "blog.Revision.by": "stays, nobody's: the post's own history",
    "blog.CheckOverride.by": "stays, nobody's: the post's own history",
    "blog.Autosave.user": "goes",
    "blog.SavedView.user": "goes",
    "blog.WorkflowTransition.by": "stays, nobody's: the post's own history",
    "blog.ShareLink.made_by": "stays, nobody's, until a month after its end",
    "blog.Note.by": "stays, nobody's",
    "blog.Note.resolved_by": "stays, nobody's",
    "blog.LabelChange.by": "stays, nobody's",
    "blog.SourceChange.by": "stays, nobody's",
    "blog.SourceTask.by": "stays, nobody's, until a week after its end",
    "blog.SourceProposal.by": "stays, nobody's",
    "blog.SourceProposal.decided_by": "stays, nobody's",
    "blog.DifferentSources.by": "stays, nobody's",
    "blog.PhotoChange.by": "stays, nobody's",
    "blog.MediaTakeDown.by": "stays, nobody's",
    "blog.Dossier.author": "stays, nobody's",
    "blog.QuotedPage.opened_by": "stays, nobody's, until a month later",
    "blog.PageCopy.withdrawn_by": "stays, nobody's",
    "blog.CopyPublication.published_by": "stays, nobody's",
    "blog.CopyPublication.ended_by": "stays, nobody's",
    "blog.QuotationCheck.overruled_by": "stays, nobody's",
    "blog.VerdictChange.by": "stays, nobody's",
    "blog.Rule.by": "stays, nobody's",
    "blog.Ban.user": "goes: there is nobody left to ban",
    "blog.Ban.by": "stays, nobody's",
    "blog.Correction.by": "stays, nobody's",
    "transfer.Import.by": "stays, nobody's",
    "transfer.Export.by": "stays, nobody's, until a week after its end",
    "transfer.ImportedItem.author": "the author goes; posts and comments stay, nobody's",
    "transfer.ReviewDecision.by": "stays, nobody's",
}


def test_every_relation_to_user_is_handled():
    relations = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.related_model is User and not model._meta.proxy
    }
    relations |= {f"accounts.User.{field.name}" for field in User._meta.many_to_many}
    assert relations - set(RELATIONS) == set(), "say here what becomes of it"
