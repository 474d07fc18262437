"""The honeypot: a hidden field and a signed time of opening, which only programs get wrong.

It needs neither cookie nor script, and never refuses: findings raise the score, so that a real
comment can at worst wait for a moderator.
"""

from django import forms
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext_lazy as _

from blog.comments.moderation.rules import Reason

# Seconds between seeing the form and sending it.
TOO_FAST, TOO_LATE = 3, 24 * 60 * 60
POINTS = {"honeypot-filled": 60, "honeypot-fast": 60, "honeypot-late": 60, "honeypot-unseen": 60}

_signer = TimestampSigner(salt="blog.comments.moderation.honeypot")


def stamp() -> str:
    """When the form was shown, signed."""
    return _signer.sign("shown")


class HoneypotFields(forms.Form):
    """For a form that strangers send. Its template includes blog/comments/honeypot.html; a form
    that comes back with errors keeps its stamp, so nobody is too fast the second time.

    Plain fields: whatever is sent in them, they are never an error.
    """

    subject = forms.Field(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    shown = forms.Field(required=False, initial=stamp, widget=forms.HiddenInput)

    def findings(self) -> list[Reason]:
        """Of a form that was sent: what `moderation.judge` wants to know."""
        codes = ["honeypot-filled"] if self.data.get(self.add_prefix("subject")) else []
        if code := _age(str(self.data.get(self.add_prefix("shown"), ""))):
            codes.append(code)
        return [{"code": code, "points": POINTS[code]} for code in codes]


def _age(stamp: str) -> str:
    """What is wrong with it, as a code; '' where nothing is."""
    try:
        _signer.unsign(stamp, max_age=TOO_LATE)
    except SignatureExpired:
        return "honeypot-late"
    except BadSignature:
        return "honeypot-unseen"
    try:
        _signer.unsign(stamp, max_age=TOO_FAST)
    except SignatureExpired:
        return ""
    return "honeypot-fast"
