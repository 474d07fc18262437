"""The three who write the demo blog."""

from .parts import DemoAuthor

AUTHORS: tuple[DemoAuthor, ...] = (
    DemoAuthor(
        "tobias",
        "Tobias Wren",
        "Tobias Wren reported from the courts of Skarholm for nineteen years and edits these pages."
        " He reads statutes aloud, schedules included.",
        editor=True,
    ),
    DemoAuthor(
        "nadia",
        "Nadia Rahal",
        "Nadia Rahal grew up behind Berth 5 and writes on ports, ships and those who work them,"
        " in English and in Arabic.",
    ),
    DemoAuthor(
        "camille",
        "Camille Orsel",
        "Camille Orsel was a statistician before she was a columnist. She writes on rivers, rails"
        " and pipes, in English and in French, and draws the charts.",
    ),
)
