"""Blocks: the rows of a post's document, ordered by `position`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.common import markup
from blog.common.db.fields import HTMLField, WebAddressField
from blog.models.photos import Photo
from blog.models.posts import Post
from lib.urls import web_address


class BlockQuerySet(models.QuerySet):
    def published(self):
        """Filter blocks of published posts."""
        return self.filter(post__in=Post.all_objects.published())


class Block(models.Model):
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="%(class)ss")
    position = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            # Its index also reads a post's blocks in order. Deferred, so that blocks can be moved.
            models.UniqueConstraint(
                fields=["post", "position"],
                name="%(class)s_post_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class Prose(Block):
    """Consecutive paragraphs, headings, lists and block quotes, as HTML."""

    html = HTMLField(policy=markup.PROSE)

    objects = BlockQuerySet.as_manager()

    class Meta(Block.Meta):
        verbose_name = _("prose")
        verbose_name_plural = _("prose")

    def __str__(self) -> str:
        return markup.plain_text(self.html)[:60]


class FigureQuerySet(BlockQuerySet):
    def with_shown_photo(self):
        """Filter figures that show a picture: neither a placeholder nor one that was taken down."""
        return self.filter(photo__isnull=False, photo__withdrawn_at=None)

    def lead_first(self):
        """Sort the figures of a post: the lead picture, then the others in their order."""
        return self.order_by("-is_lead", "position")


class Figure(Block):
    """A photo in a post, with its caption there, or a placeholder for a photo.

    The caption defaults to the photo's own. Adjacent figures with the same `gallery`, a number
    within the post, are one gallery; 0 is none.
    """

    class Layout(models.TextChoices):
        NORMAL = "", _("Normal")
        WIDE = "wide", _("Wide")
        FULL = "full", _("Full width")

    photo = models.ForeignKey(
        Photo,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name=_("photo"),
    )
    caption = models.TextField(_("caption"), max_length=1000, blank=True)
    layout = models.CharField(
        _("width"), max_length=10, choices=Layout, blank=True, default="", db_default=""
    )
    gallery = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    is_lead = models.BooleanField(
        _("lead picture"),
        default=False,
        db_default=False,
        help_text=_("Stands for the post in lists and where it is shared."),
    )
    # Metadata entered before the figure has a photo.
    alt = models.CharField(_("alternative text"), max_length=500, blank=True, editable=False)
    decorative = models.BooleanField(_("decorative"), default=False, editable=False)
    credit = models.CharField(_("credit"), max_length=300, blank=True, editable=False)
    licence_url = WebAddressField(_("licence"), max_length=500, blank=True, editable=False)
    original_url = WebAddressField(
        _("URL of the original"), max_length=500, blank=True, editable=False
    )

    objects = FigureQuerySet.as_manager()

    class Meta(Block.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            *Block.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(photo__isnull=True)
                | models.Q(alt="", decorative=False, credit="", licence_url="", original_url=""),
                name="figure_with_photo_holds_no_words_of_it",
            ),
            web_address("licence_url"),
            web_address("original_url"),
        ]

    def __str__(self) -> str:
        return self.caption[:60]
