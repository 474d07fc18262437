"""The honeypot: a hidden field and a signed timestamp, which only bots get wrong.

It needs neither cookies nor JavaScript, and rejects nothing: its signs raise the spam score, so
that a real comment at worst awaits moderation.
"""

from django import forms
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext_lazy as _

from blog.comments.moderation.rules import Reason

# Between opening the form and sending it.
MIN_FORM_SECONDS, MAX_FORM_SECONDS = 3, 24 * 60 * 60
POINTS = {"honeypot-filled": 60, "honeypot-fast": 60, "honeypot-late": 60, "honeypot-unseen": 60}

_signer = TimestampSigner(salt="blog.comments.moderation.honeypot")


def sign_timestamp() -> str:
    """Return a signed timestamp of opening the form."""
    return _signer.sign("shown")


class HoneypotFields(forms.Form):
    """Mixin for forms open to everyone; their templates include blog/comments/honeypot.html.

    A form with errors keeps its first timestamp, so that sending it again is not too fast. The
    fields accept any input without an error.
    """

    subject = forms.Field(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    shown = forms.Field(required=False, initial=sign_timestamp, widget=forms.HiddenInput)

    def find_signs(self) -> list[Reason]:
        """Return the signs of a bot in a sent form, for `moderation.assess_comment`."""
        codes = ["honeypot-filled"] if self.data.get(self.add_prefix("subject")) else []
        if code := _check_timestamp(str(self.data.get(self.add_prefix("shown"), ""))):
            codes.append(code)
        return [{"code": code, "points": POINTS[code]} for code in codes]


def _check_timestamp(stamp: str) -> str:
    """Return the code of a sign of a bot; '' if the timestamp is plausible."""
    try:
        _signer.unsign(stamp, max_age=MAX_FORM_SECONDS)
    except SignatureExpired:
        return "honeypot-late"
    except BadSignature:
        return "honeypot-unseen"
    try:
        _signer.unsign(stamp, max_age=MIN_FORM_SECONDS)
    except SignatureExpired:
        return ""
    return "honeypot-fast"
