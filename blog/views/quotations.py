"""All quotations, and each one's own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from blog.models import PullQuote
from blog.paging import page_of

PER_PAGE = 30


def quotation_list(request: HttpRequest) -> HttpResponse:
    """By the time of the post they stand in, the newest first. Two queries."""
    page = page_of(PullQuote.objects.for_readers(), request.GET, PER_PAGE)
    return render(request, "blog/quotation_list.html", {"page": page})


def quotation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The words, who, when, where read, and the post around them. Two queries."""
    quotation = get_object_or_404(PullQuote.objects.for_readers(), pk=pk)
    return render(request, "blog/quotation_detail.html", {"quotation": quotation})
