"""Embeds: pages of other sites and uploaded files in posts, and what is stored of pages."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from blog.common.db.fields import WebAddressField
from blog.models.blocks import Block, BlockQuerySet
from blog.models.media_files import MediaFile
from blog.models.posts import Post
from lib.urls import web_address


class LinkPreview(models.Model):
    """What is stored of a page of another site: the same for all posts that show it.

    `provider` is a key of `blog.content.embeds.providers`. A task fetches the rest; until
    `fetched_at` the texts are empty.
    """

    url = WebAddressField(_("URL"), max_length=1000, unique=True)
    provider = models.CharField(_("provider"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    author = models.CharField(_("author"), max_length=300, blank=True)
    text = models.CharField(_("text"), max_length=600, blank=True)
    image = models.FileField(_("picture"), max_length=200, blank=True)
    width = models.PositiveIntegerField(_("width"), default=0)
    height = models.PositiveIntegerField(_("height"), default=0)
    fetched_at = models.DateTimeField(_("fetched at"), null=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        default_permissions = ()
        verbose_name = _("link preview")
        verbose_name_plural = _("link previews")
        constraints = [web_address("url")]

    def __str__(self) -> str:
        return self.title or self.url


class Embed(Block):
    """A page of another site, another post of this site, or an uploaded file, in a post.

    `title` replaces that of the page or post. All three are None after the other post was deleted.
    Only files have a credit and a transcript.
    """

    preview = models.ForeignKey(
        LinkPreview,
        on_delete=models.PROTECT,
        null=True,
        related_name="embeds",
        verbose_name=_("page"),
    )
    linked_post = models.ForeignKey(
        Post,
        on_delete=models.SET_NULL,
        null=True,
        related_name="linking_embeds",
        verbose_name=_("linked post"),
    )
    file = models.ForeignKey(
        MediaFile,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,  # Indexed below, without the embeds that have none.
        related_name="embeds",
        verbose_name=_("file"),
    )
    title = models.CharField(_("title"), max_length=300, blank=True)
    caption = models.TextField(_("caption"), max_length=1000, blank=True)
    credit = models.CharField(_("credit"), max_length=300, blank=True, default="", db_default="")
    transcript = models.TextField(_("transcript"), blank=True, default="", db_default="")

    objects = BlockQuerySet.as_manager()

    class Meta(Block.Meta):
        verbose_name = _("embed")
        verbose_name_plural = _("embeds")
        default_permissions = ()
        constraints = [
            *Block.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(preview=None) | models.Q(linked_post=None),
                name="embed_shows_one_page",
            ),
            models.CheckConstraint(
                condition=models.Q(file=None) | models.Q(preview=None, linked_post=None),
                name="embed_shows_one_file",
            ),
        ]
        indexes = [
            models.Index(fields=["file"], condition=~models.Q(file=None), name="embed_of_file")
        ]

    def __str__(self) -> str:
        return self.title or str(self.preview or self.linked_post or self.file or "")

    @property
    def url(self) -> str:
        """The URL of the page, the path of the post, or ''."""
        if self.preview:
            return self.preview.url
        return self.linked_post.get_absolute_url() if self.linked_post else ""
