"""Limits in seconds of the code under test, which a busy machine exceeds without a fault.

Tests of a limit set it themselves. Servers that tests start have the site's own limits, or those of
`patient_web`.
"""

import pytest

from tests.support.patience import PATIENCE

LIMITS = (
    # Two decoders serve all test processes together.
    "blog.admin.photos.replace.MAX_DECODER_WAIT",
    "blog.admin.photos.uploads.MAX_DECODER_WAIT",
    "blog.admin.posts.api.MAX_DECODER_WAIT",
    # Sandboxes have a lower priority than all else.
    "blog.evidence.page_reader.MAX_SECONDS",
    "blog.evidence.pdf.reader.MAX_SECONDS",
    "blog.evidence.quote_reader.MAX_SECONDS",
    "imaging.process.MAX_SECONDS",
    # Servers of tests answer in threads of the same process.
    "blog.comments.moderation.akismet.TIMEOUT_SECONDS",
    "blog.evidence.fetch.MAX_SECONDS",
    "blog.evidence.quote_page.MAX_FETCH_SECONDS",
    "lib.safe_http.READ_TIMEOUT",
    "lib.safe_http.REQUEST_TIMEOUT",
    "local_postgres.server.START_TIMEOUT",
    # Beyond it a warning is logged.
    "operations.instrumentation.SLOW_REQUEST_SECONDS",
    # Then a task leaves the rest to the next one, or a host alone.
    "blog.common.db.due_addresses.SLICE_SECONDS",
    "blog.evidence.look.SLOW_SECONDS",
    "blog.seals.collect.MAX_DURATION",
    "transfer.stages.write.POST_BATCH_SECONDS",
    "transfer.tasks.SLICE_SECONDS",
)


def raise_limits(patch: pytest.MonkeyPatch) -> None:
    for name in LIMITS:
        patch.setattr(name, PATIENCE)
