"""What becomes of a comment: the rules' verdict on a new one, and the moderators' decisions.

`writers` is who wrote it and what is known of them, `verdicts` what the rules say, `deciding` the
one way in which a comment changes its state.
"""

from blog.moderation.deciding import decide, undo
from blog.moderation.verdicts import Verdict, judge
from blog.moderation.writers import Writer

__all__ = ["Verdict", "Writer", "decide", "judge", "undo"]
