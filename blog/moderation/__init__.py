"""What becomes of a comment: the rules' verdict on a new one, and the moderators' decisions.

`writers` is who wrote it and what is known of them, `bans` who may not, `rules` what moderators
have set down, `verdicts` what all of that says of a comment, `reasons` how it is said in words,
`deciding` the one way in which a comment changes its state.
"""

from blog.moderation.bans import Banned
from blog.moderation.deciding import decide, undo
from blog.moderation.verdicts import Verdict, judge
from blog.moderation.writers import Writer

__all__ = ["Banned", "Verdict", "Writer", "decide", "judge", "undo"]
