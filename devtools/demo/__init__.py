"""The demo blog, with invented news and people."""
