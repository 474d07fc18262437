"""The page to which e-mails about replies lead: confirmed here, and ended."""

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
    """A visit changes nothing, as mail programs and their guards visit links on their own. A POST
    needs no cookie: who has the token has the e-mail. One with 'List-Unsubscribe=One-Click' comes
    from a mail program (RFC 8058); ended once more, it is answered the same.

    Two queries to look, three to five to do something."""
    of_token = Subscription.objects.select_related("comment__post").filter(token=token)
    found = of_token.first()
    done, is_confirmed = "", False
    if found and request.method == "POST":
        wish = request.POST.get("do") or request.POST.get("List-Unsubscribe", "")
        if wish == "confirm":
            subscriptions.confirm_subscriptions(subscription=found)
            is_confirmed = True
            found = of_token.first()  # Perhaps ended meanwhile.
        elif wish == "all":
            subscriptions.unsubscribe_all(subscription=found)
            done = wish
        elif wish in {"end", "One-Click"}:
            subscriptions.unsubscribe(subscription=found)
            done = wish
    context = {"subscription": found, "done": done, "number": 0}
    if found and not done:
        context["number"] = Subscription.objects.of_same_owner(found).count()
    response = render(request, "blog/comments/subscription.html", context)
    if found is None and request.method != "POST":
        response.status_code = 404
    if is_confirmed and found and found.user_id is None:
        # Whoever reads the address's mail is its owner: this browser is known from now on.
        theirs = Subscription.objects.of_same_owner(found).order_by("-pk")
        keys = theirs.values_list("comment", flat=True)[: guest_cookies.MAX_COMMENTS]
        days = request.site.retention_days
        guest_cookies.remember_comments(request, response, keys, days)
    patch_cache_control(response, private=True, no_store=True)
    return response
