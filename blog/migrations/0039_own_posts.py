"""Permissions to publish one's own posts and to moderate the comments on them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("blog", "0038_embed_file_index")]
    operations = [
        migrations.AlterModelOptions(
            name="post",
            options={
                "permissions": [
                    ("publish_post", "Can publish and unpublish posts"),
                    ("publish_own_post", "Can publish and unpublish own posts"),
                    ("edit_all", "Can edit everybody's posts, photos and sources"),
                ],
                "verbose_name": "post",
                "verbose_name_plural": "posts",
            },
        ),
        migrations.AlterModelOptions(
            name="comment",
            options={
                "permissions": [
                    ("moderate_comments", "Can decide about comments, and ban their writers"),
                    ("moderate_own_comments", "Can decide about comments on own posts"),
                ],
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
            },
        ),
    ]
