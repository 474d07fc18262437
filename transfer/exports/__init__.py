"""Exports of the blog in the formats of other systems, and in one of our own.

`formats.FORMATS` lists them; `manage.py export` writes one.
"""
