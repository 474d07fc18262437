"""PDF files as texts: what is drawn where, put together in lines, paragraphs and pages.

Only `page_text.read_page` imports it, and only for a PDF: pypdf takes a second to import.
"""
