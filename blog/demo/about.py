"""The demo blog's own page and settings."""

from .parts import Part, Prose, Quotation

TAGLINE = "What they said, and what it means"
FOLLOW = """\
Mastodon https://social.example/@pullquote
Radio Orle https://radio.example.org/pullquote
"""
ABOUT_SUMMARY = "Who writes here, what we quote and how we correct ourselves."
ABOUT: tuple[Part, ...] = (
    Prose(
        "<p>Three of us write this blog about the river Orle, the port of Skarholm and the people "
        "who decide about both. None of the places exists. The way we quote does.</p>"
        "<h2>How we quote</h2>"
        "<p>Letter by letter, with who said it, when, and where we read it. What stands in square "
        "brackets is ours. Where somebody spoke through a ministry or a newspaper, we name "
        "both.</p>"
    ),
    Quotation(
        texts=("“The words are the evidence. Leave them where you found them.”",),
        attribution="Berth 9 Inquiry: Final Report, on its annexes",
        source="final",
    ),
    Prose(
        "<h2>When we are wrong</h2>"
        "<p>Write to us. We say what was wrong under the post, and list it under the label "
        "Corrections.</p>"
    ),
)
