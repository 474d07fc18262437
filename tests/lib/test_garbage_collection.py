import gc

import pytest

from lib.garbage_collection import paused_collection


def test_collection_is_paused_inside_and_runs_again_after():
    frozen = gc.get_freeze_count()
    with paused_collection():
        assert not gc.isenabled()
        lists = [[] for _ in range(100)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= frozen + len(lists)


def test_collection_after_failed_start_runs_again():
    with pytest.raises(ImportError), paused_collection():
        raise ImportError
    assert gc.isenabled()
