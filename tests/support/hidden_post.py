"""A post with unique text in each field, for tests that none of it leaks."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blog.comments.models import Comment
from blog.corrections.models import Correction
from blog.models import Label, Photo, Post, PullQuote, Series, Source
from tests.support import factories as make

SECRET = "zyxw"  # Prefix of all text of the hidden post.
WORDS = {
    *("title", "summary", "prose", "beyond", "label", "described", "words", "translation"),
    *("attribution", "role", "place", "about", "speaker", "read", "alt", "caption", "credit"),
    *("licence", "byline", "bio", "source", "comment", "commenter", "told", "changed"),
    "series",
}


def secret(word: str) -> str:
    assert word in WORDS
    return f"{SECRET}{word}"


@dataclass
class HiddenPost:
    """A post with an author, labels, sources and a photo of its own, and some that it shares with
    other posts."""

    post: Post
    author: User
    label: Label
    series: Series
    source: Source
    speaker: Source
    photo: Photo
    quotation: PullQuote
    comment: Comment
    correction: Correction

    def urls(self) -> list[str]:
        """Return the URLs that exist only because of this post."""
        slugs = {
            "label": self.label.slug,
            "author": self.author.slug,
            "series": self.series.slug,
            "source": self.source.slug,
        }
        when = timezone.localtime(self.post.published_at) if self.post.published_at else None
        post = self.post.get_absolute_url()
        quotation = reverse("blog:quotation-detail", kwargs={"pk": self.quotation.pk})
        return [
            *(
                post,
                f"{post}card.png",
                f"{post}post.txt",
                f"{post}comment/",
                f"{post}comments/feed.json",
                quotation,
                f"{quotation}card.png",
            ),
            f"{post}comment/?to={self.comment.pk}",
            f"{post}changes/{self.correction.pk}/",
            *(f"/comments/{self.comment.pk}/{page}" for page in ("", "sent/", "edit/", "report/")),
            *(f"{quotation}quotation.{format}" for format in ("txt", "html", "json", "bib")),
            *(f"/oembed?url={settings.SITE_URL}{address}" for address in (post, quotation)),
            *(
                reverse(name, kwargs={"slug": subject.slug}) + end
                for end in ("", "card.png")
                for name, subject in (
                    ("blog:source-detail", self.source),
                    ("blog:source-detail", self.speaker),
                    ("blog:label-detail", self.label),
                    ("blog:label-timeline", self.label),
                    ("blog:author-detail", self.author),
                    ("blog:series-detail", self.series),
                )
            ),
            *(
                reverse(f"blog:{kind}-feed", kwargs={"slug": slug, "format": format})
                for kind, slug in slugs.items()
                for format in ("atom", "rss", "json")
            ),
            *(
                when.strftime(pattern) + end
                for end in ("", "card.png")
                for pattern in ("/%Y/", "/%Y/%m/", "/%Y/%m/%d/")
                if when is not None
            ),
        ]


def create_hidden_post(**fields) -> HiddenPost:
    """Create the hidden post."""
    author = make.user("Author", byline=secret("byline"), bio=secret("bio"))
    photo = make.photo(author, alt=secret("alt"), credit=secret("credit"))
    post = make.post(
        f"<p>{secret('prose')} was seen.</p><hr data-jump><p>{secret('beyond')}</p>"
        + make.quotation("“Also.”", source_name="Everybody")
        + make.quotation(
            f"“{secret('words')}.”",
            attribution=f"{secret('attribution')}, {secret('source')}",
            source_name=secret("source"),
            source_role=secret("role"),
            source_affiliation=secret("place"),
            speaker_name=secret("speaker"),
            said="2011-11",
            url=f"https://{secret('read')}.org/",
            lang="fr",
            translation=secret("translation"),
        )
        + make.figure(
            photo,
            caption=secret("caption"),
            licence=f"https://{secret('licence')}.org/",
        ),
        authors=(author,),
        labels=["Shared", secret("label")],
        title=secret("title"),
        summary=secret("summary"),
        **fields,
    )
    label = Label.objects.get(name=secret("label"))
    label.description = secret("described")
    label.save()
    series = make.series(post, name=secret("series"))
    quotation = post.pullquotes.get(text__contains=SECRET)
    source, speaker = quotation.source, quotation.speaker
    source.about = secret("about")
    source.save()
    comment = make.comment(post, secret("comment"), name=secret("commenter"))
    changes = f"<p>{secret('changed')}</p>"
    correction = make.correction(post, secret("told"), changes=changes)
    return HiddenPost(
        post, author, label, series, source, speaker, photo, quotation, comment, correction
    )
