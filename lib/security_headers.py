"""Headers of every answer that say what a page may use, and who may embed it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Features that no page of this site asks for.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
        *("magnetometer", "microphone", "midi", "payment", "usb"),
    )
)
# Files that are the same for all: other sites show pictures of them, as feed readers do.
FILES = (settings.STATIC_URL, "/media/")
PICTURES = ("image/", "font/")


def security_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware for `Permissions-Policy` and `Cross-Origin-Resource-Policy`.

    Pictures, cards and files may be shown by any site; pages, the desk and accounts are no
    resources of another one.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_file = request.path.startswith(FILES) or response.headers.get(
            "Content-Type", ""
        ).startswith(PICTURES)
        for name, value in for_answer(is_file):
            response.headers.setdefault(name, value)
        return response

    return handle


def for_answer(is_file: bool = False) -> list[tuple[str, str]]:
    """Both headers, also for answers that Django does not make."""
    return [
        ("Permissions-Policy", PERMISSIONS_POLICY),
        ("Cross-Origin-Resource-Policy", "cross-origin" if is_file else "same-origin"),
    ]
