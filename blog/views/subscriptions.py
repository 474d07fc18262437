"""Page to confirm or end a subscription to replies, linked from e-mails."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from blog.comments import guest_cookies, subscriptions
from blog.comments.subscriptions import Subscription
from blog.content.site_middleware import SiteRequest


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscription_detail(request: SiteRequest, token: str) -> HttpResponse:
    """Show, confirm or end a subscription.

    A GET changes nothing, because mail programs and scanners prefetch links. A POST needs no
    cookie, as the token is the credential. 'List-Unsubscribe=One-Click' is from a mail program
    (RFC 8058), and idempotent.

    Two queries for a GET, three to five for a POST.
    """
    matching = Subscription.objects.select_related("comment__post").filter(token=token)
    subscription = matching.first()
    done, is_confirmed = "", False
    if subscription and request.method == "POST":
        wish = request.POST.get("do") or request.POST.get("List-Unsubscribe", "")
        if wish == "confirm":
            subscriptions.confirm_subscriptions(subscription=subscription)
            is_confirmed = True
            subscription = matching.first()  # It may have been ended concurrently.
        elif wish == "all":
            subscriptions.unsubscribe_all(subscription=subscription)
            done = wish
        elif wish in {"end", "One-Click"}:
            subscriptions.unsubscribe(subscription=subscription)
            done = wish
    context = {"subscription": subscription, "done": done, "number": 0}
    if subscription and not done:
        context["number"] = Subscription.objects.of_same_owner(subscription).count()
    response = render(request, "blog/comments/subscription.html", context)
    if subscription is None and request.method != "POST":
        response.status_code = 404
    if is_confirmed and subscription and subscription.user_id is None:
        # The token proves ownership of the address, so remember this browser.
        own_subscriptions = Subscription.objects.of_same_owner(subscription).order_by("-pk")
        keys = own_subscriptions.values_list("comment", flat=True)[: guest_cookies.MAX_COMMENTS]
        days = request.site.retention_days
        guest_cookies.remember_comments(request, response, keys, days)
    patch_cache_control(response, private=True, no_store=True)
    return response
