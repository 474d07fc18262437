"""Imports and exports in the admin. Django's autodiscovery imports this package."""

from transfer.admin import exports, imports

__all__ = ["exports", "imports"]
