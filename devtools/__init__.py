"""Tools for development: the demo blog, and generated posts for large test sites.

DEVTOOLS=1 installs this app, but not in production. No other package imports it.
"""
