"""Guest data: requested by e-mail address, and shown through a link sent to it."""

from datetime import timedelta

from django import forms
from django.core import signing
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from blog.comments import guest_cookies, privacy, subscriptions
from blog.comments.email_hash import hash_email
from blog.comments.guest_cookies import MAX_COMMENTS
from blog.comments.guest_data_emails import enqueue_guest_data_email, read_link
from blog.comments.models import Comment
from blog.content.site_middleware import SiteRequest
from blog.views.comments import COOKIE, COOKIE_SECONDS
from lib.client_ip import get_client_ip, get_client_network
from lib.parsing import parse_pk

DAY = 24 * 60 * 60
# Links sent to one address, and requests from one client network, per day.
MAX_PER_ADDRESS = 3
MAX_PER_VISITOR = 20
MAX_SHOWN = 200


class GuestDataRequestForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        label_suffix="",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def guest_data_request(request: SiteRequest) -> HttpResponse:
    """Send a link to the address if there is data. The response does not disclose whether.

    Without CSRF protection, and so without a cookie: the e-mail only goes to the address's owner.
    """
    form = GuestDataRequestForm(request.POST or None, use_required_attribute=False)
    sent = form.is_valid()
    if sent:
        _enqueue_link(request, form.cleaned_data["email"])
    response = render(
        request, "blog/comments/guest_data_request.html", {"form": form, "sent": sent}
    )
    if form.errors:
        response.status_code = 400
    patch_cache_control(response, private=True, no_store=True)
    return response


def _enqueue_link(request: SiteRequest, address: str) -> None:
    email_hash = hash_email(address)
    visitor = get_client_network(get_client_ip(request))
    if rate_limits.count_attempt("mine-visitor", visitor, MAX_PER_VISITOR, DAY):
        return
    if rate_limits.count_attempt("mine", email_hash, MAX_PER_ADDRESS, DAY):
        return
    enqueue_guest_data_email(address)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def guest_data_detail(request: SiteRequest, link: str) -> HttpResponse:
    """Show, export (`?as=json`) or erase the data of an address, or delete one of its comments.

    The link is valid for a day.
    """
    try:
        email_hash = read_link(link)
    except signing.BadSignature:
        response = render(request, "blog/comments/guest_data.html", {"over": True}, status=404)
    else:
        response = _respond(request, email_hash)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _respond(request: SiteRequest, email_hash: str) -> HttpResponse:
    if request.method == "POST":
        if request.POST.get("do") == "erase":
            return _erase(request, email_hash)
        if request.POST.get("do") == "delete":
            return _delete_comment(request, email_hash)
        if request.POST.get("do") == "end":
            subscriptions.unsubscribe_guest(email_hash=email_hash)
        return redirect(request.path)
    if request.GET.get("do") == "delete":
        own = privacy.find_guest_comments(email_hash)
        context = {"comment": get_object_or_404(own, pk=parse_pk(request.GET.get("comment")))}
        return render(request, "blog/comments/guest_data_erase.html", context)
    if request.GET.get("do") == "erase":
        context = {"number": privacy.find_guest_comments(email_hash).count()}
        return render(request, "blog/comments/guest_data_erase.html", context)
    if request.GET.get("as") == "json":
        data = JsonResponse(
            privacy.export_guest_data(email_hash), json_dumps_params={"ensure_ascii": False}
        )
        data["Content-Disposition"] = 'attachment; filename="comments.json"'
        return data
    comments = list(privacy.find_guest_comments(email_hash)[: MAX_SHOWN + 1])
    context = {
        "comments": comments[:MAX_SHOWN],
        "more": len(comments) > MAX_SHOWN,
        "subscriptions": list(privacy.find_reply_subscriptions(email_hash)[:MAX_SHOWN]),
        "erased": parse_pk(request.GET.get("erased")),
        "is_deleted": "deleted" in request.GET,
    }
    return render(request, "blog/comments/guest_data.html", context)


def _delete_comment(request: SiteRequest, email_hash: str) -> HttpResponse:
    """Delete a comment of this guest, and redirect to a confirmation, also after a second click."""
    if (key := parse_pk(request.POST.get("comment"))) is None:
        return redirect(request.path)
    is_deleted = privacy.delete_guest_comment(comment_id=key, email_hash=email_hash)
    if not is_deleted:
        comment = Comment.objects.filter(pk=key).first()
        is_deleted = comment is not None and comment.is_deleted_by_author
    return redirect(f"{request.path}?deleted" if is_deleted else request.path)


def _erase(request: SiteRequest, email_hash: str) -> HttpResponse:
    """Erase the data and the cookies of this browser, and redirect to a confirmation."""
    cookie_start = timezone.now() - timedelta(seconds=COOKIE_SECONDS)
    newest = list(
        privacy.find_guest_comments(email_hash).filter(created_at__gt=cookie_start)[:MAX_COMMENTS]
    )
    erased = privacy.erase_guest_data(email_hash=email_hash)
    response = redirect(f"{request.path}?erased={erased.count}")
    guest_cookies.forget_guest(response)
    for comment in newest:
        response.delete_cookie(COOKIE, path=comment.get_absolute_url(), samesite="Lax")
    return response
