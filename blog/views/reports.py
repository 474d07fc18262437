"""Form to report a comment to the moderators."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import rate_limits
from blog.comments.forms import ReportForm
from blog.comments.models import Comment
from blog.comments.reports import report_comment
from blog.content.site_middleware import SiteRequest
from lib.client_ip import get_client_ip, get_client_network
from lib.csrf import is_csrf_invalid, private_form

MAX_PER_CLIENT, CLIENT_SECONDS = 20, 3600  # Per client network.


@private_form
def comment_report(request: SiteRequest, pk: int) -> HttpResponse:
    """Show or process the form. `?sent` confirms, even if the comment was removed. Two queries."""
    comments = Comment.objects.under_published().select_related("post")
    context: dict[str, Any] = {"is_sent": "sent" in request.GET, "problem": ""}
    if context["is_sent"]:
        context["post"] = get_object_or_404(comments, pk=pk).post
        return render(request, "blog/comments/report.html", context)
    comments = comments.approved().prefetch_related("post__authorships__user")
    comment = context["comment"] = get_object_or_404(comments, pk=pk)
    context["post"] = comment.post
    form = context["form"] = ReportForm(request.POST if request.method == "POST" else None)
    status, seconds = 200, 0
    if request.method == "POST":
        ip = get_client_ip(request)
        if is_csrf_invalid(request):
            status = 403
            context["problem"] = _("This form is out of date. Nothing was lost: send it again.")
        elif not form.is_valid():
            status = 422
        elif seconds := rate_limits.count_attempt(
            "report", get_client_network(ip), MAX_PER_CLIENT, CLIENT_SECONDS
        ):
            status = 429
            context["problem"] = _("Too many reports at once. Try again in an hour.")
        else:
            try:
                report_comment(comment=comment, ip=ip, reason=form.cleaned_data["reason"])
            except Comment.DoesNotExist:
                raise Http404 from None
            return redirect(f"{request.path}?sent")
    response = render(request, "blog/comments/report.html", context, status=status)
    if seconds:
        response["Retry-After"] = str(seconds)
    return response
