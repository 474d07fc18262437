"""Other names, identifiers, relations and portraits of the demo's sources."""

from collections.abc import Mapping

from accounts.models import User
from blog.editing.source_facts import (
    Identifier,
    OtherName,
    Relation,
    change_identifiers,
    change_names,
    change_relations,
    set_portrait,
)
from blog.models import Photo, Source
from devtools.demo.content_files import Entry


def load(entry: Entry, photos: Mapping[str, Photo], editor: User) -> None:
    """Store the facts of one source. Raises KeyError for an unknown photo."""
    values = entry.values
    source = Source.objects.get(name=values["name"])
    change_names(source=source, saved=[OtherName(**each) for each in values.get("names", ())])
    identifiers = [Identifier(**each) for each in values.get("identifiers", ())]
    change_identifiers(source=source, saved=identifiers)
    relations = [
        Relation(kind=each["kind"], other=Source.objects.get(name=each["other"]))
        for each in values.get("relations", ())
    ]
    change_relations(source=source, saved=relations)
    if "portrait" in values:
        set_portrait(source=source, photo=photos[values["portrait"]], by=editor)
