"""Tools for development: the demo blog, and invented posts for large test sites.

Production does not install this app: DEVTOOLS=1 does. Nothing else in the project imports it.
"""
