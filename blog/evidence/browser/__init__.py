"""Browser copies: a page as Chromium shows it, in a network namespace behind our own proxy.

Off unless the setting BROWSER_COPIES names a Chromium.
"""
