"""Extraction: the parts of an article, from its text or HTML, as candidates with their evidence.

Pure functions without database, network or model. `article.extract_article` reads a whole article,
`attribution.parse_attribution` one attribution line. Nothing here decides: callers show the
candidates to an author.
"""
