"""Read models: frozen dataclasses for public pages, each built by a single query."""
