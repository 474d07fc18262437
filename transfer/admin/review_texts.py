"""The review of quotations in words: forms, decisions, and what was seen of a form."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from transfer.review import forms
from transfer.review.families import ANY, MARKED, OWN_LINE
from transfer.review.models import ReviewDecision
from transfer.review.parts import get_part_text, is_below

# The parts of a shape in words.
FORMS = {
    "quote": gettext_lazy("Block quotes"),
    "paragraph": gettext_lazy("Paragraphs in quotation marks"),
}
PLACES = {
    "inside": gettext_lazy("attributed in their last line"),
    "below": gettext_lazy("attributed in the line below"),
    "line_above": gettext_lazy("attributed in the line above"),
    "above": gettext_lazy("introduced by the sentence above"),
    "named": gettext_lazy("attributed elsewhere"),
    "none": gettext_lazy("without an attribution"),
    OWN_LINE: gettext_lazy("attributed in their last line or the line below"),
}
BEGINNINGS = {
    "dash": gettext_lazy("after a dash"),
    "bracket": gettext_lazy("in brackets"),
    "plain": "",
    MARKED: gettext_lazy("after a dash or in brackets"),
    ANY: "",
}
CONTEXTS = {
    "date": gettext_lazy("under a date"),
    "heading": gettext_lazy("under a heading"),
    "bold": gettext_lazy("under a line in bold"),
    "italic": gettext_lazy("under a line in italics"),
    "colon": gettext_lazy("under a paragraph that ends in a colon"),
    "linked": gettext_lazy("under text with a link"),
    "line": gettext_lazy("under a short line"),
    "prose": gettext_lazy("under ordinary text"),
    "quote": gettext_lazy("under another quotation"),
    "nothing": gettext_lazy("with no text directly above"),
    ANY: "",
}
LINKS = {"link": pgettext_lazy("quotations", "with a link"), "nolink": "", ANY: ""}


def describe_shape(shape: str) -> str:
    """Describe a shape: 'Block quotes, attributed in the line below, after a dash'.

    Shapes of earlier versions do not say what stands above. A sentence above that introduces the
    quotations ends in a colon as a rule, so that is not said twice.
    """
    form, place, begin, link, _evidence, *above = shape.split(" ")
    above = [] if (place, *above) == ("above", "colon") else above
    parts = [FORMS[form], PLACES[place], BEGINNINGS[begin], LINKS[link]]
    parts += [CONTEXTS[each] for each in above]
    return pgettext("between parts of a description", ", ").join(str(p) for p in parts if p)


def describe_group(shape: str, part: str, part_text: str = "") -> str:
    """Describe a shape, or one of its parts by its words."""
    if not part:
        return describe_shape(shape)
    values = {"form": describe_shape(shape), "words": part_text or get_part_text(part)}
    if is_below(part):
        return _("%(form)s, below “%(words)s”") % values
    return _("%(form)s, beginning with “%(words)s”") % values


def describe_decision(decision: ReviewDecision) -> str:
    return describe_group(decision.shape, decision.part)


def describe_count(verb: str, count: int) -> str:
    """Say how many quotations a decision has accepted or declined."""
    if verb == ReviewDecision.Verb.ACCEPT:
        text = ngettext("%(count)d quotation accepted.", "%(count)d quotations accepted.", count)
    else:
        text = ngettext("%(count)d quotation declined.", "%(count)d quotations declined.", count)
    return text % {"count": count}


def describe_failure(verb: str, decision: ReviewDecision | None, *, is_left_out: bool) -> str:
    """Say why a decision has changed nothing: it is None, or none of its quotations was raised.

    `is_left_out` is whether all open quotations of its form were left out.
    """
    if decision and decision.candidates.exists():
        reason = _("The text has changed since the search.")
    elif decision:
        reason = _("The posts could not be saved. Their quotations stay in the review.")
    elif is_left_out:
        reason = _("Everything was left out.")
    else:
        reason = _("Somebody has decided about this already, or the text has changed.")
    is_accepting = verb == ReviewDecision.Verb.ACCEPT
    first = _("Nothing was accepted.") if is_accepting else _("Nothing was declined.")
    return f"{first} {reason}"


def describe_bar(proposed: int, seen: int, left_out: int, shapes: int = 1) -> dict[str, str]:
    """Return what the button to accept a form says, and the text beside it.

    `shapes` is the number of its shapes with open candidates.
    """
    count = proposed - left_out
    accept = ngettext("Accept %(number)s quotation", "Accept %(number)s quotations", count)
    return {
        "accept": accept % {"number": intcomma(count)},
        "confidence": describe_confidence(seen, left_out, shapes),
    }


def describe_confidence(seen: int, wrong: int, shapes: int = 1) -> str:
    """Say how many of a form are probably right, from the examples that somebody has seen; '' for
    too few examples without an error.

    Without an error among n examples, at least 1 - 3/n of all are right with a confidence of 95 %
    (the rule of three). Those of several shapes have more of the small ones, so no share is said.
    """
    values = {"seen": seen, "wrong": wrong, "shapes": shapes}
    if shapes > 1:
        return _("%(seen)d seen of %(shapes)d similar forms, %(wrong)d left out.") % values
    if wrong:
        share = round(100 * (seen - wrong) / seen) if seen else 0
        return _("%(seen)d seen, %(wrong)d left out: about %(share)d %% are right.") % {
            **values,
            "share": share,
        }
    if seen < forms.EXAMPLES:
        return ""
    share = round(100 * (1 - 3 / seen))
    return _("%(seen)d seen, none left out: at least %(share)d %% are right.") % {
        **values,
        "share": share,
    }
