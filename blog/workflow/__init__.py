"""The rules of how a post gets from a draft to its readers: its states, who may make which
transition, what an approval is, and the e-mails about transitions. `blog.editing` applies them.
"""

from blog.workflow.rules import (
    BECOMES,
    OUT,
    PUBLISH,
    Event,
    Kind,
    NotAllowed,
    State,
    Transition,
    allowed,
    approval_of,
    check,
    latest,
    may_approve,
    state_of,
)

__all__ = [
    "BECOMES",
    "OUT",
    "PUBLISH",
    "Event",
    "Kind",
    "NotAllowed",
    "State",
    "Transition",
    "allowed",
    "approval_of",
    "check",
    "latest",
    "may_approve",
    "state_of",
]
