"""What is going on at the demo's desk: notes at blocks, and what was decided of what is not out."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from blog.models import Post
from blog.notes import anchors
from blog.workflow.models import PostDecision

Kind = PostDecision.Kind
# (status of the post, words of the block or '' for all of it, who notes, what, who answers, what)
NOTES = (
    ("draft", "", "tobias", "Wait for June before this goes anywhere?", "nadia", "Yes. A week."),
    ("review", "", "tobias", "The summary gives the ending away. Could it only ask?", "", ""),
)
# (status of the post, the decision, whose, hours ago, words)
DECIDED = (
    ("draft", Kind.HANDED_IN, "", 50, ""),
    ("draft", Kind.CHANGES, "tobias", 47, "Who is the alternate? Find out, and it is a story."),
    ("review", Kind.HANDED_IN, "", 20, ""),
    ("scheduled", Kind.HANDED_IN, "", 74, ""),
    ("scheduled", Kind.SCHEDULED, "tobias", 70, ""),
)
BECAME = {Kind.HANDED_IN: Post.Status.REVIEW, Kind.CHANGES: Post.Status.DRAFT}


def work(users: dict[str, User]) -> None:
    posts = {_name(post): post for post in Post.objects.exclude(pk__in=_out()).order_by("-pk")}
    for name, kind, who, hours, words in DECIDED:
        post = posts[name]
        became = BECAME.get(kind, Post.Status.PUBLISHED)
        PostDecision.objects.create(
            post=post,
            kind=kind,
            by=users[who] if who else post.byline[0],
            at=timezone.now() - timedelta(hours=hours),
            was=Post.Status.DRAFT if kind == Kind.HANDED_IN else Post.Status.REVIEW,
            became=became,
            words=words,
            publish_at=post.published_at if kind == Kind.SCHEDULED else None,
        )
    for name, block, who, text, other, answer in NOTES:
        note = anchors.write(posts[name], users[who], text, words=block)
        if answer:
            anchors.reply(note, users[other], answer)
    quoted = posts["draft"].pullquotes.first()
    if quoted is not None:
        place = f"pullquote-{quoted.pk}"
        anchors.write(
            posts["draft"],
            users["tobias"],
            "Is it the Chair who asked, or the clerk who wrote it down?",
            block=place,
            words=quoted.text,
        )


def _out() -> list[int]:
    return list(Post.objects.published().values_list("pk", flat=True))


def _name(post: Post) -> str:
    return "scheduled" if post.is_scheduled else post.status
