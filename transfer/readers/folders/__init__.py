"""Folders of Markdown or HTML files with front matter: Hugo, Jekyll and what is like them.

`platforms` tells whose folder it is and reads its configuration, `documents` one file, `places`
what kind of item it is, `addresses` its address, `shortcodes`, `markdown` and `bodies` its text.
`posts` puts them together.
"""
