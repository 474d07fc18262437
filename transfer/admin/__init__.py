"""Imports in the admin. Django's autodiscovery imports this package."""

from transfer.admin import imports

__all__ = ["imports"]
