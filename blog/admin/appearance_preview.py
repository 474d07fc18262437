"""Live preview of the appearance: the home page with the values of the form, which is not saved."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import resolve, reverse

from accounts.models import signed_in
from blog.admin.appearance_sample import build_sample_post
from blog.appearance.stylesheet import build_stylesheet, get_pages_stylesheet_url
from blog.common.pagination import build_first_page
from blog.content.site_middleware import SiteRequest
from blog.models import Photo, Post, SiteSettings
from blog.models.shown_pictures import COLUMNS, ShownPicture
from blog.models.site_pictures import PICTURE_FIELDS
from blog.views.posts import home, render_home
from themes.static_files import PAGES_STYLE_SHEET


def render_preview(request: HttpRequest, form: Any) -> JsonResponse:
    """Return the page, its style sheet and the errors of a bound form as JSON.

    Invalid fields keep their stored values. A site without posts shows an example of one. Five
    queries: the settings, the photos, whether there are posts, and the page.
    """
    form.is_valid()
    shown = apply_values(form.cleaned_data)
    reader = _build_reader_request(request, shown)
    with shown.activated():
        page = _render_home(reader, str(signed_in(request)))
    body = {
        # The rules of unsaved settings are at no URL.
        "page": page.replace(get_pages_stylesheet_url(shown), static(PAGES_STYLE_SHEET)),
        "css": build_stylesheet(shown),
        "errors": {name: _describe_error(errors) for name, errors in form.errors.as_data().items()},
    }
    response = JsonResponse(body)
    response["Cache-Control"] = "private, no-store"
    return response


def _render_home(reader: SiteRequest, name: str) -> str:
    """Render the home page, with an example by a person of this name if there are no posts."""
    if Post.objects.published().exists():
        return home(reader).text
    sample = build_sample_post(reader.site, name)
    return render_home(reader, build_first_page([sample], reader.site.posts_per_page), []).text


def apply_values(values: dict[str, Any]) -> SiteSettings:
    """Return the settings with other values, unsaved, and with the pictures among them."""
    shown = SiteSettings.load()
    for name, value in values.items():
        setattr(shown, name, value)
    # Any hash: it tells only that there is CSS.
    if "custom_css" in values:
        shown.custom_css_hash = "preview" if values["custom_css"] else ""
    photos = [values[name] for name in PICTURE_FIELDS if isinstance(values.get(name), Photo)]
    shown.pictures = {
        **shown.pictures,
        **{photo.pk: _build_picture(photo) for photo in photos if photo.withdrawn_at is None},
    }
    return shown


def _build_picture(photo: Photo) -> ShownPicture:
    name, *values = (getattr(photo, column) for column in COLUMNS)
    return ShownPicture(str(name), *values)


def _build_reader_request(request: HttpRequest, site: SiteSettings) -> SiteRequest:
    """Build a request of the home page by a reader who is not signed in."""
    reader = SiteRequest()
    reader.method = "GET"
    reader.META = {name: request.META[name] for name in ("SERVER_NAME", "SERVER_PORT")}
    reader.path = reader.path_info = reverse("blog:home")
    reader.resolver_match = resolve(reader.path)
    reader.user = AnonymousUser()
    reader.site = site
    return reader


def _describe_error(errors: list[Any]) -> dict[str, str]:
    """Return the messages of a field, and the colour that they propose if there is one."""
    proposed = [error.params["nearest"] for error in errors if "nearest" in (error.params or {})]
    messages = " ".join(message for error in errors for message in error.messages)
    return {"message": messages, "nearest": proposed[0] if proposed else ""}
