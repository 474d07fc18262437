"""The editorial domain, split by noun; each file knows only those before it."""

from blog.models.site import SiteSettings  # isort: skip
from blog.models.tallies import (  # isort: skip
    AuthorTally,
    LabelTally,
    MonthTally,
    SourceDayTally,
    SourceTally,
)
from blog.models.sources import Source  # isort: skip
from blog.models.labels import Label, Labelling  # isort: skip
from blog.models.label_changes import LabelChange, Synonym  # isort: skip
from blog.models.photos import Photo  # isort: skip
from blog.models.authorships import Authorship  # isort: skip
from blog.models.posts import Post  # isort: skip
from blog.models.pages import Page  # isort: skip
from blog.models.page_words import PageWords  # isort: skip
from blog.models.known_words import KnownWord  # isort: skip
from blog.models.post_days import PostDayTally  # isort: skip
from blog.models.comments import Comment, CommentTally, Decision  # isort: skip
from blog.models.subscriptions import Subscription  # isort: skip
from blog.models.comment_days import CommentDayTally  # isort: skip
from blog.models.writer_tallies import WriterTally  # isort: skip
from blog.models.reports import Report  # isort: skip
from blog.models.rules import Ban, Rule, WordTally  # isort: skip
from blog.models.revisions import Passage, Revision  # isort: skip
from blog.models.autosaves import Autosave  # isort: skip
from blog.models.decisions import PostDecision  # isort: skip
from blog.models.shares import ShareLink  # isort: skip
from blog.models.notes import Note  # isort: skip
from blog.models.checks import FindingCount, Link, Overruling  # isort: skip
from blog.models.corrections import Correction  # isort: skip
from blog.models.blocks import Figure, Prose  # isort: skip
from blog.models.quotations import PullQuote  # isort: skip
from blog.models.documents import AnyBlock, blocks_of, groups_of  # isort: skip

__all__ = [
    "AnyBlock",
    "AuthorTally",
    "Authorship",
    "Autosave",
    "Ban",
    "Comment",
    "CommentDayTally",
    "CommentTally",
    "Correction",
    "Decision",
    "Figure",
    "FindingCount",
    "KnownWord",
    "Label",
    "LabelChange",
    "LabelTally",
    "Labelling",
    "Link",
    "MonthTally",
    "Note",
    "Overruling",
    "Page",
    "PageWords",
    "Passage",
    "Photo",
    "Post",
    "PostDayTally",
    "PostDecision",
    "Prose",
    "PullQuote",
    "Rule",
    "Report",
    "Revision",
    "SiteSettings",
    "ShareLink",
    "Source",
    "Subscription",
    "SourceDayTally",
    "SourceTally",
    "WordTally",
    "WriterTally",
    "Synonym",
    "blocks_of",
    "groups_of",
]
