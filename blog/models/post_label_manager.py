"""The labels of a post, as its author names them."""

from collections.abc import Iterable

from django.db import transaction
from taggit.managers import _TaggableManager

from blog.models.label_history import with_aliases
from blog.models.labels import Label, PostLabel


class PostLabels(_TaggableManager):
    def set(self, tags: Iterable[Label | str], **_kwargs: object) -> None:
        """Those of these names or aliases, and no others. One query where it has them already;
        otherwise five, one for each label, and a few for each that is new.

        A label that comes or goes is held until all is committed, so that a merge waits. Where
        the merge came first, its names are looked up once more: they are aliases now. Call it
        with the post locked, as a merge locks posts before labels.
        """
        names = [str(tag) for tag in tags]
        mine = PostLabel.objects.filter(content_object=self.instance)
        with transaction.atomic(savepoint=False):
            while True:
                there = dict(mine.values_list("tag", "tag__name"))
                if {n.casefold() for n in names} == {n.casefold() for n in there.values()}:
                    return
                names = with_aliases(names)
                wanted = [label.pk for label in self._to_tag_model_instances(names, {})]
                changing = there.keys() ^ wanted
                if Label.objects.held(changing) == changing:
                    break
            mine.filter(tag__in=there.keys() - wanted).delete()
            new = [
                PostLabel(content_object=self.instance, tag_id=key)
                for key in wanted
                if key not in there
            ]
            PostLabel.objects.bulk_create(new, ignore_conflicts=True)
        self._remove_prefetched_objects()
