"""Progress of the rendering of all posts after an upgrade."""

from django import template

from blog.content.html_update import describe_progress

register = template.Library()
register.simple_tag(describe_progress, name="rendering_progress")
