"""Permission to publish one's own posts."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("blog", "0036_pinned_posts_index")]
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
    ]
