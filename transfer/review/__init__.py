"""Review of the quotations that an imported blog has as formatting only.

Posts are public in full before the review. `candidates` finds block quotes and quoted paragraphs,
`shapes` groups those of the same form, and `decisions` raises or refuses a whole group, as
revisions that one undo takes back.
"""
