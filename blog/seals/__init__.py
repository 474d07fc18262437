"""Seals: once a day, one hash over the new files of the site, with the time from an authority.

Files are the texts of published versions of posts, copies of quoted pages, and photos. Without
the setting TIMESTAMP_URL nothing of this runs or is shown.
"""
