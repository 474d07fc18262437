"""Find labels with nearly the same name: other case, accents or word order, or one letter off."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.tasks import task

from blog.common.text.normalize import split_runs
from blog.models import Label


def find_duplicates() -> list[list[Label]]:
    """Return groups of similar public labels, within each those with most posts first.

    One query, for the labels that `mark_duplicates` marked.
    """
    marked = Label.objects.public().filter(has_duplicate=True).order_by("-post_count", "pk")
    labels = {label.pk: label for label in marked}
    groups = group_similar_names((label.pk, label.name) for label in labels.values())
    return [[labels[key] for key in group] for group in groups]


@task
def mark_duplicates() -> None:
    """Update `has_duplicate` of all labels.

    Two queries and up to two updates; 5,000 labels take a tenth of a second.
    """
    names = Label.objects.order_by("pk").values_list("pk", "name")
    duplicates = {key for group in group_similar_names(names) for key in group}
    marked = set(Label.objects.filter(has_duplicate=True).values_list("pk", flat=True))
    Label.objects.filter(pk__in=marked - duplicates).update(has_duplicate=False)
    Label.objects.filter(pk__in=duplicates - marked).update(has_duplicate=True)


def group_similar_names(names: Iterable[tuple[int, str]]) -> Iterator[list[int]]:
    """Yield groups of keys with similar names, each key at most once.

    Names are similar if they differ by one inserted, deleted or replaced letter. Then they share a
    variant with one letter deleted.
    """
    by_variant: dict[str, list[int]] = defaultdict(list)
    group_of: dict[int, set[int]] = {}
    for key, name in names:
        group_of[key] = {key}
        for variant in set(_deletion_variants(_fold_name(name))):
            by_variant[variant].append(key)
    for alike in by_variant.values():
        for key in alike[1:]:
            if (other := group_of[alike[0]]) is not (mine := group_of[key]):
                other |= mine
                for member in mine:
                    group_of[member] = other
    seen: set[int] = set()
    for key, group in group_of.items():
        if len(group) > 1 and key not in seen:
            seen |= group
            yield [member for member in group_of if member in group]


def _fold_name(name: str) -> str:
    """Return the words in alphabetical order, without case, accents and punctuation."""
    return " ".join(sorted(split_runs(name)))


def _deletion_variants(name: str) -> list[str]:
    """Return the name and, if it is long enough for a typo, its variants with one letter deleted.

    Digits are not deleted, because 2023 is not 2024.
    """
    if len(name) < 5:
        return [name] if name else []
    variants = [name[:n] + name[n + 1 :] for n, letter in enumerate(name) if not letter.isdigit()]
    return [name, *variants]
