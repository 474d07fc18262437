"""What becomes of a comment: the rules' verdict on a new one, and the moderators' decisions.

`writers` is who wrote it and what is known of them, `bans` who may not, `rules` what moderators
have set down, `verdicts` what all of that says of a comment, `reasons` how it is said in words,
`deciding` the one way in which a comment changes its state.
"""

from blog.comments.moderation.bans import Banned
from blog.comments.moderation.comment_author import Writer
from blog.comments.moderation.decide import decide, undo
from blog.comments.moderation.score import Verdict, judge

__all__ = ["Banned", "Verdict", "Writer", "decide", "judge", "undo"]
