"""Captions of recordings, from the site itself: browsers load them from no other host."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from blog.content.site_middleware import SiteRequest
from blog.models import CaptionTrack


def captions(request: SiteRequest, key: str) -> HttpResponse:
    """Send captions as WebVTT, unless their file was taken down. One query, besides the site's."""
    track = get_object_or_404(CaptionTrack, key=key, file__withdrawn_at=None)
    return HttpResponse(track.text, content_type="text/vtt; charset=utf-8")
