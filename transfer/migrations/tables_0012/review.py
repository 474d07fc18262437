"""The review of quotations and sources of an import."""

from django.conf import settings
from django.db import migrations, models

from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="ReviewDecision",
        fields=[
            ID,
            ("created_at", models.DateTimeField(auto_now_add=True)),
            (
                "verb",
                models.CharField(
                    choices=[("accept", "Accepted"), ("reject", "Declined")], max_length=6
                ),
            ),
            ("shape", models.CharField(max_length=100)),
            ("undone_at", models.DateTimeField(null=True)),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "run",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="decisions", to="transfer.import"
                ),
            ),
            ("part", models.CharField(blank=True, db_default="", default="", max_length=100)),
        ],
        options={"verbose_name": "review decision", "verbose_name_plural": "review decisions"},
    ),
    migrations.CreateModel(
        name="RaisedPost",
        fields=[
            ID,
            (
                "after",
                models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="blog.revision"),
            ),
            (
                "before",
                models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="blog.revision"),
            ),
            ("post", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="blog.post")),
            (
                "decision",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="raised", to="transfer.reviewdecision"
                ),
            ),
            ("is_edited", models.BooleanField(db_default=False, default=False)),
        ],
        options={
            "verbose_name": "post with raised quotations",
            "verbose_name_plural": "posts with raised quotations",
        },
    ),
    migrations.CreateModel(
        name="QuotationCandidate",
        fields=[
            ID,
            ("key", models.CharField(max_length=64)),
            ("shape", models.CharField(max_length=100)),
            ("text", models.TextField()),
            ("context", models.TextField(blank=True)),
            ("attribution", models.CharField(blank=True, max_length=500)),
            ("url", models.CharField(blank=True, max_length=1000)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("proposed", "Proposed"),
                        ("accepted", "Accepted"),
                        ("rejected", "Declined"),
                        ("stale", "Changed since"),
                    ],
                    default="proposed",
                    max_length=8,
                ),
            ),
            (
                "post",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="quotation_candidates", to="blog.post"
                ),
            ),
            (
                "run",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="candidates", to="transfer.import"
                ),
            ),
            (
                "decision",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="candidates",
                    to="transfer.reviewdecision",
                ),
            ),
            ("line", models.TextField(blank=True, db_default="", default="")),
        ],
        options={
            "verbose_name": "candidate for a quotation",
            "verbose_name_plural": "candidates for quotations",
            "indexes": [
                models.Index(fields=["run", "shape", "state", "id"], name="candidate_by_shape")
            ],
            "constraints": [
                models.UniqueConstraint(fields=("run", "post", "key"), name="candidate_key_unique")
            ],
        },
    ),
    migrations.CreateModel(
        name="ReviewedSource",
        fields=[
            ID,
            ("key", models.CharField(max_length=64)),
            ("name", models.CharField(blank=True, max_length=200)),
            ("role", models.CharField(blank=True, max_length=200)),
            ("affiliation", models.CharField(blank=True, max_length=200)),
            ("kind", models.CharField(blank=True, max_length=12)),
            ("host", models.CharField(blank=True, max_length=255)),
            (
                "match",
                models.CharField(
                    choices=[("new", "New"), ("known", "Known"), ("similar", "Same as…?")],
                    default="new",
                    max_length=7,
                ),
            ),
            (
                "choice",
                models.CharField(
                    blank=True,
                    choices=[
                        ("", "Not decided"),
                        ("same", "Same as another"),
                        ("new", "Kept as new"),
                    ],
                    default="",
                    max_length=4,
                ),
            ),
            ("moved_from", models.BigIntegerField(null=True)),
            (
                "chosen_row",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="transfer.reviewedsource",
                ),
            ),
            (
                "chosen_source",
                models.ForeignKey(
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="blog.source",
                ),
            ),
            (
                "match_row",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="transfer.reviewedsource",
                ),
            ),
            (
                "match_source",
                models.ForeignKey(
                    db_constraint=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="blog.source",
                ),
            ),
            (
                "run",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="reviewed_sources", to="transfer.import"
                ),
            ),
        ],
        options={
            "verbose_name": "source of an import",
            "verbose_name_plural": "sources of an import",
            "constraints": [
                models.UniqueConstraint(fields=("run", "key"), name="reviewedsource_key_unique")
            ],
        },
    ),
    migrations.CreateModel(
        name="CandidateCredit",
        fields=[
            ID,
            (
                "part",
                models.CharField(
                    choices=[("source", "Source"), ("speaker", "Speaker")], max_length=7
                ),
            ),
            (
                "candidate",
                models.ForeignKey(
                    on_delete=models.CASCADE,
                    related_name="credits",
                    to="transfer.quotationcandidate",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="credits", to="transfer.reviewedsource"
                ),
            ),
        ],
        options={
            "verbose_name": "credit of a candidate",
            "verbose_name_plural": "credits of candidates",
            "constraints": [
                models.UniqueConstraint(fields=("candidate", "part"), name="candidatecredit_unique")
            ],
        },
    ),
    migrations.CreateModel(
        name="ShapeRule",
        fields=[
            ID,
            ("shape", models.CharField(max_length=100)),
            ("is_attribution", models.BooleanField(default=True)),
            ("has_date", models.BooleanField(default=True)),
            ("meanings", models.JSONField(default=list)),
            (
                "run",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="shape_rules", to="transfer.import"
                ),
            ),
        ],
        options={
            "verbose_name": "corrected form",
            "verbose_name_plural": "corrected forms",
            "constraints": [
                models.UniqueConstraint(fields=("run", "shape"), name="shaperule_shape_unique")
            ],
        },
    ),
]
