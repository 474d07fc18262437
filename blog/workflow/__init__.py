"""Rules of the editorial workflow: states, permitted transitions, approvals and e-mails about
transitions. `blog.editing` applies them."""

from blog.workflow.rules import (
    PUBLISH_PERMISSION,
    PUBLISHING_KINDS,
    STATUS_AFTER,
    Event,
    Kind,
    NotAllowed,
    State,
    Transition,
    can_approve,
    check_transition,
    get_allowed_transitions,
    get_approval,
    get_latest_transition,
    get_state,
)

__all__ = [
    "PUBLISHING_KINDS",
    "PUBLISH_PERMISSION",
    "STATUS_AFTER",
    "Event",
    "Kind",
    "NotAllowed",
    "State",
    "Transition",
    "can_approve",
    "check_transition",
    "get_allowed_transitions",
    "get_approval",
    "get_latest_transition",
    "get_state",
]
