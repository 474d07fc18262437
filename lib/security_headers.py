"""Security headers of every response: allowed browser features, and embedding by other sites."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Browser features that no page of this site uses.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
        *("magnetometer", "microphone", "midi", "payment", "usb"),
    )
)
# Public files, which other sites such as feed readers may embed.
FILE_PATHS = (settings.STATIC_URL, "/media/")
FILE_TYPES = ("image/", "font/")


def security_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware for `Permissions-Policy` and `Cross-Origin-Resource-Policy`.

    Any site may embed images, cards and files, but not pages, the desk or accounts.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_file = request.path.startswith(FILE_PATHS) or response.headers.get(
            "Content-Type", ""
        ).startswith(FILE_TYPES)
        for name, value in build_headers(is_file):
            response.headers.setdefault(name, value)
        return response

    return handle


def build_headers(is_file: bool = False) -> list[tuple[str, str]]:
    """Return both headers, also for responses sent without Django."""
    return [
        ("Permissions-Policy", PERMISSIONS_POLICY),
        ("Cross-Origin-Resource-Policy", "cross-origin" if is_file else "same-origin"),
    ]
