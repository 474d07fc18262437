"""Create a long post with many revisions, for measurements.

Runs in a process of the site; prints the post's ID and the author's session key.
"""

import hashlib
from itertools import cycle, islice

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from blog import revisions
from blog.content import document, photo_renditions
from blog.editing.photos import upload_photo
from blog.models import Authorship, Photo, Post
from blog.revisions.models import Revision, RevisionBlock
from tests.support.factories import figure, landscape, quotation

SOURCES, PHOTOS = 40, 4
TEXT = (
    "The minutes of the committee were published in the spring, and "
    "hardly anybody read them. Two of the members had asked for the "
    "figures of the year before, which the office did not send; a third "
    "left before the vote. Status changes is on the last page, in small "
    "type."
)


def create_long_post(blocks: int, revised: int) -> None:
    author = User.objects.create_user("ana", "ana@example.org", is_staff=True, byline="Ana")
    author.groups.add(Group.objects.get(name="Author"))
    post = Post.objects.create(title="The minutes", summary=_repeat_text(0, 30))
    post.labels.set(["Committees", "Figures"])
    Authorship.objects.create(post=post, user=author)
    nodes = document.parse("".join(_blocks(blocks, [_photo(author) for _ in range(PHOTOS)])))
    document.check(nodes, post, author, publishing=False)
    assert nodes.errors == [], nodes.errors
    document.save(post, nodes, author)
    _revise(revisions.record(post, author), revised - 2)
    revisions.record(post, author)
    client = Client()
    client.force_login(author)
    print(f"{post.pk}:{client.cookies['sessionid'].value}")


def _revise(first: Revision | None, times: int) -> None:
    """Add revisions with a different first paragraph each.

    Creates the rows directly, because `record` would read the whole post for each.
    """
    assert first is not None
    for number in range(times):
        html = f"<p>{_repeat_text(number, 40)}</p>"
        sha256 = hashlib.sha256(html.encode()).digest()
        block, _ = RevisionBlock.objects.get_or_create(sha256=sha256, defaults={"html": html})
        Revision.objects.create(
            post=first.post,
            by=first.by,
            fields=first.fields,
            labels=first.labels,
            block_ids=[block.pk, *first.block_ids[1:]],
        )


def _repeat_text(begin: int, count: int) -> str:
    return " ".join(islice(cycle(TEXT.split()), begin, begin + count))


def _photo(author: User) -> Photo:
    file = SimpleUploadedFile("a.jpg", landscape(960, 540), "image/jpeg")
    photo = upload_photo(file=file, by=author).photo
    photo_renditions.generate.call(photo.pk)
    return photo


def _blocks(blocks: int, photos: list[Photo]) -> list[str]:
    """Return paragraphs, quotations and figures, with an occasional heading.

    Consecutive prose would be one row, so quotations and figures alternate with it.
    """
    html = []
    for number in range(blocks // 4):
        source = number % SOURCES
        heading = f"<h2>Part {number}</h2>" if number % 10 == 0 else ""
        quotation_html = quotation(
            f"“{_repeat_text(number * 3, 35)}”",
            attribution=f"Member {source}, councillor, District {source}, May 2021",
            source_name=f"Member {source}",
            source_role="councillor",
            source_affiliation=f"District {source}",
            source_kind="person",
            said="2021-05",
        )
        figure_html = figure(
            photos[number % len(photos)],
            caption=f"Figure {number}: {_repeat_text(number, 12)}.",
            alt="A hall with forty chairs",
            credit="Agency/Someone",
        )
        prose = [f"<p>{_repeat_text(number + n, 60)}</p>" for n in range(2)]
        html += [heading + prose[0], quotation_html, prose[1], figure_html]
    return html
