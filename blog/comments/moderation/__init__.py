"""Spam filters and moderation rules, which decide the first state of a comment.

`comment_author` has the author and their history, `rules` the moderators' rules, `score` the
verdict. Moderation actions are in blog/comments/moderate.py, bans in blog/comments/bans.py.
"""

from blog.comments.moderation.comment_author import CommentAuthor
from blog.comments.moderation.score import Verdict, assess_comment

__all__ = ["CommentAuthor", "Verdict", "assess_comment"]
