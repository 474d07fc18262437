"""How a post gets from a draft to its readers: the one place where somebody's decision changes its
state. `rules` says who may decide what, `deciding` does it and puts it on record.

    workflow.hand_in(post, by=user)                       draft -> in review
    workflow.request_changes(post, by=user, words="…")    in review -> draft
    workflow.approve(post, by=user)                       stays in review, ready to go out
    workflow.publish(post, by=user, at=None)              out now, or as if it had been at `at`
    workflow.schedule(post, by=user, at=moment)           out by itself then; moves it as well
    workflow.take_back(post, by=user)                     -> draft

Each locks the post, returns the PostDecision that it recorded, and raises NotAllowed, whose text is
a sentence for the person, with nothing changed. `seen` is the key of the latest decision that the
person had before their eyes (0 for none): if there is another by now, that is told instead.
"""

from blog.workflow.rules import (
    BECOMES,
    PUBLISH,
    Kind,
    NotAllowed,
    State,
    allowed,
    approval_of,
    check,
    latest,
    may_approve,
    state_of,
)
from blog.workflow.transitions import (
    approve,
    carry_out,
    hand_in,
    note_down,
    publish,
    request_changes,
    saved,
    schedule,
    take_back,
)

__all__ = [
    "BECOMES",
    "PUBLISH",
    "Kind",
    "NotAllowed",
    "State",
    "allowed",
    "approval_of",
    "approve",
    "carry_out",
    "check",
    "hand_in",
    "latest",
    "may_approve",
    "note_down",
    "publish",
    "request_changes",
    "saved",
    "schedule",
    "state_of",
    "take_back",
]
