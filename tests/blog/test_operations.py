"""These tables are written only by operations, one for each action of a user."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin

ROOT = Path(__file__).resolve().parents[2]
EDITING = {
    *("blog/editing/approvals.py", "blog/editing/create_posts.py", "blog/editing/save_post.py"),
    "blog/editing/trash.py",
}
# The modules that may write a model.
OPERATIONS = {
    "Ban": {"blog/comments/bans.py"},
    "Comment": {
        *("blog/comments/submit.py", "blog/comments/moderate.py", "blog/comments/privacy.py"),
        "blog/comments/imported.py",
    },
    "Correction": {"blog/corrections/record.py"},
    "CaptionTrack": {"blog/editing/captions.py"},
    "MediaFile": {
        *("blog/editing/media_files.py", "blog/editing/posters.py"),
        "blog/editing/media_take_down.py",
    },
    "MediaTakeDown": {"blog/editing/media_take_down.py"},
    "ModerationAction": {
        *("blog/comments/submit.py", "blog/comments/moderate.py", "blog/comments/imported.py"),
    },
    "DismissedPair": {"blog/dossiers/pairs.py"},
    "Dossier": {"blog/dossiers/save.py"},
    "DossierItem": {"blog/dossiers/save.py"},
    "EarlierText": {"blog/comments/submit.py", "blog/comments/privacy.py"},
    "Label": {"blog/content/labels/merging.py"},
    "LabelChange": {"blog/content/labels/merging.py"},
    "PostLabel": {"blog/content/labels/merging.py"},
    "Note": {"blog/notes/notes.py"},
    "Page": EDITING,
    "Photo": {"blog/editing/photos.py", "blog/editing/photo_take_down.py"},
    "PhotoChange": {
        *("blog/editing/photo_replacement.py", "blog/editing/photo_take_down.py"),
        "blog/editing/photo_replacement_batches.py",
    },
    "Post": EDITING | {"blog/editing/pinning.py"},
    "WorkflowTransition": {"blog/editing/approvals.py"},
    "Report": {"blog/comments/reports.py", "blog/comments/privacy.py"},
    "Revision": {"blog/revisions/record.py", "blog/revisions/figures.py"},
    "Rule": {"blog/comments/moderation/rules.py"},
    "ShareLink": {"blog/notes/share_links.py"},
    "SiteSettings": {"blog/editing/site_settings.py"},
    "DifferentSources": {"blog/content/sources/duplicates.py"},
    "Source": {
        *("blog/content/sources/merging.py", "blog/content/sources/recording.py"),
        *("blog/content/sources/renaming.py", "blog/content/sources/splitting.py"),
        *("blog/editing/sources.py", "blog/editing/source_facts.py"),
    },
    "SourceChange": {"blog/content/sources/recording.py"},
    "SourceTask": {
        "blog/content/sources/background.py",
        "blog/content/sources/batches.py",
        "blog/content/sources/recording.py",
    },
    "SourceProposal": {"blog/content/sources/proposals.py"},
    "SourceIdentifier": {"blog/editing/source_facts.py", "blog/content/sources/merging.py"},
    "SourceName": {
        *("blog/editing/source_facts.py", "blog/content/sources/merging.py"),
        "blog/content/sources/renaming.py",
    },
    "PageCopy": {"blog/evidence/copies.py", "blog/evidence/tasks.py"},
    "CopyPublication": {"blog/evidence/copies.py", "blog/evidence/publication.py"},
    "QuotationCheck": {
        *("blog/evidence/copies.py", "blog/evidence/follow.py", "blog/evidence/look.py"),
        "blog/evidence/overrule.py",
    },
    "VerdictChange": {
        *("blog/evidence/look.py", "blog/evidence/overrule.py", "blog/evidence/tasks.py"),
    },
    "SourceRelation": {"blog/editing/source_facts.py"},
    "Tenure": {"blog/editing/tenures.py"},
    "Subscription": {"blog/comments/subscriptions.py", "blog/comments/privacy.py"},
    "LabelAlias": {"blog/content/labels/merging.py"},
    "SavedView": {"blog/planning/saved_views.py"},
    "Series": {"blog/content/series.py"},
    "SeriesPart": {"blog/content/series.py"},
}
# Other code that writes them, with the reason why no operation is needed.
EXCEPTIONS = {
    ("blog/comments/notifications.py", "Comment"): "records which e-mails were sent",
    ("blog/content/document/save.py", "Photo"): "part of saving a post",
    ("blog/content/document/sources.py", "Source"): "part of saving a post, whose words name them",
    ("blog/content/labels/duplicates.py", "Label"): "marks duplicates in the background",
    ("blog/content/sources/duplicates.py", "Source"): "marks duplicates in the background",
    ("blog/content/photos/credentials.py", "Photo"): "stores what was read in the background",
    ("blog/content/photos/duplicates.py", "Photo"): "stores hashes in the background",
    ("blog/content/photo_renditions.py", "Photo"): "records which renditions there are",
    ("blog/editing/photo_replacement.py", "Source"): "a portrait is replaced as well",
    ("blog/editing/photo_take_down.py", "Source"): "a portrait is taken down as well",
    ("blog/models/labels.py", "Label"): "part of saving a post, which names new ones",
    ("blog/models/labels.py", "PostLabel"): "part of saving a post",
    ("blog/notes/anchors.py", "Note"): "part of saving a post: notes follow their blocks",
    ("blog/notes/share_links.py", "Note"): "records which e-mails were sent",
    ("blog/content/rendering.py", "Post"): "stores HTML that follows from the blocks",
    ("blog/corrections/record.py", "Post"): "a reworded correction makes its post newer in feeds",
    ("blog/dossiers/models.py", "Dossier"): "finds a free slug while a row is stored",
    ("blog/models/series.py", "Series"): "finds a free slug while a row is stored",
    ("blog/models/sources.py", "Source"): "finds a free slug while a row is stored",
    ("blog/models/posts.py", "Post"): "finds a free slug while a row is stored",
    ("devtools/demo/corrections.py", "Correction"): "the demo's corrections have dates in the past",
    ("devtools/demo/corrections.py", "Revision"): "the demo's revisions have dates in the past",
    ("devtools/demo/desk.py", "WorkflowTransition"): "the demo's decisions have dates in the past",
    ("devtools/demo/load.py", "Comment"): "the demo's comments have dates in the past",
    ("devtools/demo/load.py", "ModerationAction"): "the demo's comments have dates in the past",
    ("devtools/demo/load.py", "Revision"): "the demo's revisions have dates in the past",
    ("devtools/demo/load.py", "Photo"): "the demo is one transaction, checked at its end",
    (
        "devtools/demo/evidence.py",
        "QuotationCheck",
    ): "its pages are invented, and cannot be looked at",
    ("devtools/populate/cast.py", "Label"): "test data, without tasks",
    ("devtools/populate/cast.py", "Photo"): "test data, without tasks",
    ("devtools/populate/cast.py", "Source"): "test data, without tasks",
    ("devtools/populate/source_facts.py", "Source"): "test data, without tasks",
}
WRITES = {
    *("save", "delete", "create", "update", "bulk_create", "bulk_update"),
    *("get_or_create", "update_or_create", "save_with_slug", "set_trashed", "clear_trashed"),
}
MANAGERS = {"objects", "all_objects", "_default_manager", "_base_manager"}
TRANSPARENT = {"list", "tuple", "sorted", "reversed", "next", "iter", "set"}


def get_related_models() -> dict[str, str]:
    """Return models by the attribute of related rows: 'share_links' -> 'ShareLink'."""
    models = [model for model in apps.get_models() if model.__name__ in OPERATIONS]
    return {
        name: model.__name__
        for model in models
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and (name := field.remote_field.get_accessor_name())
    }


class Module:
    """Find the models that a module writes, as far as names and annotations show."""

    def __init__(self, source: str, related: dict[str, str]) -> None:
        self.tree = ast.parse(source)
        self.related = related
        self.returned = {
            node.name: self.get_annotated_models(node.returns)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef) and node.returns
        }

    def get_annotated_models(self, annotation: ast.expr | None) -> set[str]:
        names = (
            {n.id for n in ast.walk(annotation) if isinstance(n, ast.Name)} if annotation else set()
        )
        # dict.update() does not write rows.
        return set() if names & {"dict", "Mapping"} else names & OPERATIONS.keys()

    def list_writes(self) -> Iterator[tuple[int, str]]:
        yield from self._written(self.tree, {})

    def _written(self, scope: ast.AST, outer: dict[str, set[str]]) -> Iterator[tuple[int, str]]:
        known = {name: set(models) for name, models in outer.items()}
        if isinstance(scope, ast.FunctionDef):
            for argument in (*scope.args.args, *scope.args.kwonlyargs):
                known[argument.arg] = self.get_annotated_models(argument.annotation)
        body = list(_within(scope))
        for _twice in "ab":  # A name may be used above its definition.
            for node in body:
                self._learn(node, known)
        for node in body:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in WRITES:
                    for model in self.get_models(node.func.value, known):
                        yield node.lineno, model
            elif isinstance(node, ast.FunctionDef):
                yield from self._written(node, known)

    def _learn(self, node: ast.AST, known: dict[str, set[str]]) -> None:
        pairs: list[tuple[ast.expr, set[str]]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, self.get_models(node.value, known)) for target in node.targets]
        elif isinstance(node, ast.AnnAssign):
            pairs = [(node.target, self.get_annotated_models(node.annotation))]
        elif isinstance(node, ast.NamedExpr):
            pairs = [(node.target, self.get_models(node.value, known))]
        elif isinstance(node, ast.For | ast.comprehension):
            pairs = [(node.target, self.get_models(node.iter, known))]
        for target, models in pairs:
            if isinstance(target, ast.Name):
                known.setdefault(target.id, set()).update(models)

    def get_models(self, value: ast.expr, known: dict[str, set[str]]) -> set[str]:
        """Return the models of the rows of an expression."""
        match value:
            case ast.Name(id=name):
                return {name} if name in OPERATIONS else known.get(name, set())
            case ast.Attribute(value=ast.Call(), attr=attr) if attr.title() in OPERATIONS:
                return {attr.title()}  # The result of an operation.
            case ast.Attribute(value=of, attr=attr):
                if attr in self.related:
                    return {self.related[attr]}
                return self.get_models(of, known) if attr in MANAGERS else set()
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in TRANSPARENT:
                return self.get_models(first, known)
            case ast.Call(func=ast.Name(id=name)) if name in self.returned:
                return self.returned[name]
            case ast.Call(func=ast.Name(), args=[ast.Name(id=name), *_]) if name in OPERATIONS:
                return {name}  # A function that creates an instance of its argument.
            case ast.Call(func=ast.Name() as function):
                return self.get_models(function, known)
            case ast.Call(func=ast.Attribute(value=of)):
                return self.get_models(of, known)
            case ast.Subscript(value=of):
                return self.get_models(of, known)
            case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element):
                inner = {name: set(models) for name, models in known.items()}
                for generator in value.generators:
                    self._learn(generator, inner)
                return self.get_models(element, inner)
            case ast.BoolOp(values=values):
                return set().union(*(self.get_models(each, known) for each in values))
            case ast.IfExp(body=body, orelse=orelse):
                return self.get_models(body, known) | self.get_models(orelse, known)
        return set()


def _within(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes below, except within nested functions."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, ast.FunctionDef):
            yield from _within(child)


def list_project_writes() -> dict[tuple[str, str], list[int]]:
    related, writes = get_related_models(), {}
    folders = ("blog", "devtools", "accounts", "config", "operations")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    files = [path for path in files if "migrations" not in path.parts]
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        for line, model in Module(path.read_text(), related).list_writes():
            writes.setdefault((name, model), []).append(line)
    return writes


@pytest.mark.slow
def test_rows_are_written_only_by_their_operations():
    written = list_project_writes()
    allowed = {(module, model) for model, modules in OPERATIONS.items() for module in modules}
    assert {
        key: lines for key, lines in written.items() if key not in allowed | EXCEPTIONS.keys()
    } == {}
    assert EXCEPTIONS.keys() - written.keys() == set()
    assert {module for module, _model in allowed} <= {module for module, _model in written}


@pytest.mark.parametrize(
    ("source", "models"),
    [
        ("Comment.objects.filter(pk=1).update(text='')", {"Comment"}),
        ("Note(text='').save()", {"Note"}),
        ("post.share_links.filter(pk=1).delete()", {"ShareLink"}),
        ("def f(ban: Ban) -> None:\n    ban.delete()", {"Ban"}),
        ("rows = Photo.objects.all()\nfor row in rows:\n    row.save()", {"Photo"}),
        ("def f() -> list[Rule]: ...\n[rule.delete() for rule in f()]", {"Rule"}),
        ("Label.objects.bulk_update(labels, ['name'])", {"Label"}),
        ("photo = upload_photo(file=file, by=by).photo\nphoto.save()", {"Photo"}),
        ("def f(row: Post) -> None:\n    row.save_with_slug(row.save)", {"Post"}),
        ("WorkflowTransition.objects.create(post=post)", {"WorkflowTransition"}),
        ("Page(title='').save()", {"Page"}),
        ("Source.objects.filter(pk=1).update(url='')", {"Source"}),
        ("Comment.objects.filter(pk=1).exists()", set()),
        ("def f(note: Note) -> None:\n    note.post.save()", set()),
    ],
)
def test_row_writes_are_detected_by_names_and_annotations(source, models):
    assert {model for _line, model in Module(source, get_related_models()).list_writes()} == models


def test_admin_saves_and_deletes_by_operations():
    for model, model_admin in admin.site._registry.items():
        if model.__name__ in OPERATIONS and model.__module__.startswith("blog."):
            own = {name for base in type(model_admin).__mro__
                   if base.__module__.startswith("blog.") for name in vars(base)}  # fmt: skip
            readonly = {"has_add_permission", "has_delete_permission"} <= own
            assert readonly or {"save_model", "delete_model", "delete_queryset"} <= own, model
