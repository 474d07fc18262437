"""Extraction: what an article's text or HTML says of itself, as candidates with their evidence.

Pure functions without database, network or model. `article.extract_article` reads a whole article,
`attribution.parse_attribution` one attribution line. Nothing here decides: callers offer the
candidates to an author.
"""
