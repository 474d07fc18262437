"""Full-text search of posts and quotations, each by the rules of its own language.

The cost does not depend on the size of the site: only the newest CANDIDATES matches are ranked and
counted, and terms are highlighted only on the current page.
"""

from blog.search.matching import CANDIDATES, SearchResult, find_both, find_posts, find_quotations
from blog.search.parsing import ParsedSearch, parse_search
from blog.search.query import MAX_LENGTH, SearchParams
from blog.search.results import QuotationHit, read_post_hits, read_quotation_hits

__all__ = [
    "QuotationHit",
    "CANDIDATES",
    "MAX_LENGTH",
    "SearchResult",
    "ParsedSearch",
    "SearchParams",
    "find_both",
    "find_posts",
    "read_post_hits",
    "find_quotations",
    "read_quotation_hits",
    "parse_search",
]
