"""Themes of the public pages: a folder of templates and static files. docs/developers/themes.md is
the contract."""
