"""What the filters and the moderators' rules say of a comment.

`comment_author` is who wrote it and what is known of them, `rules` the moderators' rules, `score`
the verdict on a comment. Changing the state of a comment:
blog/comments/moderate.py; bans: blog/comments/bans.py.
"""

from blog.comments.moderation.comment_author import CommentAuthor
from blog.comments.moderation.score import Verdict, judge

__all__ = ["CommentAuthor", "Verdict", "judge"]
