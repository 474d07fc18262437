"""Former addresses lead to present ones."""

from django.conf import settings
from django.contrib.redirects.models import Redirect


def moved(old_path: str, new_path: str) -> None:
    """Record that a page moved. Chains are flattened: a reader is sent on once. Four queries."""
    if old_path == new_path:
        return
    mine = Redirect.objects.filter(site_id=settings.SITE_ID)
    mine.filter(old_path=new_path).delete()  # Something lives there again.
    mine.filter(new_path=old_path).update(new_path=new_path)
    mine.update_or_create(
        site_id=settings.SITE_ID, old_path=old_path, defaults={"new_path": new_path}
    )
