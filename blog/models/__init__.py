"""Core editorial models. Each module imports only those above it.

Models of features live next to the code of the feature: see `blog.apps`.
"""

from blog.models.site_settings import Appearance, SiteSettings  # isort: skip
from blog.models.counters import (
    AuthorCounter,
    LabelCounter,
    MonthCounter,
    SourceCounter,
    SourceDayCounter,
)

from blog.models.sources import Source  # isort: skip
from blog.models.source_names import SourceName  # isort: skip
from blog.models.source_facts import SourceIdentifier, SourceRelation, Tenure  # isort: skip
from blog.models.source_history import (  # isort: skip
    DifferentSources,
    SourceAction,
    SourceChange,
    SourceProposal,
    SourceTask,
)
from blog.models.labels import Label, PostLabel  # isort: skip
from blog.models.labels import LabelChange, LabelAlias  # isort: skip
from blog.models.photos import Photo  # isort: skip
from blog.models.photo_history import PhotoChange  # isort: skip
from blog.models.authorships import Authorship  # isort: skip
from blog.models.posts import Post  # isort: skip
from blog.models.pages import Page  # isort: skip
from blog.models.series import Series, SeriesPart  # isort: skip
from blog.models.rendering_tasks import RenderingTask  # isort: skip
from blog.models.saved_views import SavedView  # isort: skip
from blog.models.post_day_counters import PostDayCounter  # isort: skip
from blog.models.blocks import Figure, Prose  # isort: skip
from blog.models.media_files import (  # isort: skip
    CaptionTrack,
    LinkedFile,
    MediaFile,
    MediaTakeDown,
)
from blog.models.embeds import Embed, LinkPreview  # isort: skip
from blog.models.quotations import PullQuote  # isort: skip
from blog.models.hops import Hop, HopSource, ProvenanceStep  # isort: skip
from blog.models.content import (  # isort: skip
    BLOCK_KINDS,
    AnyBlock,
    get_blocks,
    get_blocks_by_post,
    group_blocks,
    load_quotations,
)

__all__ = [
    "BLOCK_KINDS",
    "AnyBlock",
    "Appearance",
    "AuthorCounter",
    "Authorship",
    "CaptionTrack",
    "DifferentSources",
    "Embed",
    "Figure",
    "Hop",
    "HopSource",
    "ProvenanceStep",
    "Label",
    "LabelAlias",
    "LabelChange",
    "LabelCounter",
    "LinkPreview",
    "LinkedFile",
    "MediaFile",
    "MediaTakeDown",
    "MonthCounter",
    "Page",
    "Photo",
    "PhotoChange",
    "Post",
    "PostDayCounter",
    "PostLabel",
    "Prose",
    "PullQuote",
    "RenderingTask",
    "SavedView",
    "Series",
    "SeriesPart",
    "SiteSettings",
    "Source",
    "SourceAction",
    "SourceChange",
    "SourceCounter",
    "SourceDayCounter",
    "SourceIdentifier",
    "SourceName",
    "SourceProposal",
    "SourceRelation",
    "SourceTask",
    "Tenure",
    "get_blocks",
    "get_blocks_by_post",
    "group_blocks",
    "load_quotations",
]
