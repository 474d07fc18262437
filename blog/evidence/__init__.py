"""Evidence: whether a quotation still stands on the page that it was taken from.

Pure functions without database and network. `page_text.read_page` reads the bytes of a page,
`verdict.judge` compares a quotation with it.
"""
