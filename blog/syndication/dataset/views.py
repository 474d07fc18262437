"""The page of the dataset, and stable addresses of its files."""

from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from blog.content.linked_data import Node, build_node
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.metadata.linked_data import build_organisation
from blog.syndication.dataset.models import DatasetFile

_ENCODING_FORMATS = {"jsonl": "application/jsonl", "csv": "text/csv"}


def dataset_index(request: SiteRequest) -> HttpResponse:
    """Describe the files of the dataset. One query, besides the site's."""
    files = list(DatasetFile.objects.all())
    head = head_tags.build_index(request.site, "blog:dataset")
    node = _build_dataset_node(request, head, files)
    context = {"files": files, "head": replace(head, nodes=[node], is_noindex=not files)}
    return render(request, "blog/dataset/index.html", context)


def dataset_file(request: SiteRequest, file: str) -> HttpResponseRedirect:
    """Redirect to the current version of a file. One query, besides the site's."""
    current = DatasetFile.objects.filter(name=file).first()
    if current is None:
        raise Http404
    return HttpResponseRedirect(current.url)


def _build_dataset_node(
    request: SiteRequest, head: head_tags.Head, files: Iterable[DatasetFile]
) -> Node:
    """Describe the dataset and its files: schema.org's Dataset and DataDownload."""
    files = list(files)
    return build_node(
        "Dataset",
        name=head.title,
        description=head.description,
        url=head.path,
        inLanguage=request.site.language,
        creator=build_organisation(request.site),
        isAccessibleForFree=True,
        dateModified=max(
            (file.created_at.isoformat(timespec="seconds") for file in files), default=""
        ),
        distribution=[
            build_node(
                "DataDownload",
                name=file.name,
                contentUrl=settings.SITE_URL + reverse("blog:dataset-file", args=[file.name]),
                encodingFormat=_ENCODING_FORMATS[file.name.split(".")[1]],
                contentSize=f"{file.size} B",
            )
            for file in files
        ],
    )
