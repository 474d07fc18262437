"""The editor's JSON API of charts: how readers see a table that is one."""

from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from blog.admin.posts.api import author_required
from blog.checks.rules.charts import explain_problems
from blog.common import markup
from blog.common.db.languages import default_language, is_known_language
from blog.content import document
from blog.content.charts.html import find_charts
from blog.content.document import ProseNode
from blog.content.prose_blocks import render_prose_blocks

MAX_LENGTH = 500_000


@require_POST
@author_required
def draw(request: HttpRequest) -> JsonResponse:
    """Return `chart`, the HTML that readers get of the table in `html` in a post in `language`, and
    `problem`, what the author should change, or ''. 400 for a table that is too long. No query.
    """
    html, language = request.POST.get("html", ""), request.POST.get("language", "")
    if len(html) > MAX_LENGTH:
        return JsonResponse({"error": _("This table is too long for a chart.")}, status=400)
    nodes = [node for node in document.parse(html).nodes if isinstance(node, ProseNode)]
    prose = "".join(node.html for node in nodes)
    with translation.override(language if is_known_language(language) else default_language()):
        charts = find_charts(prose)
        rendered = markup.insert_link_text(markup.RENDERED(render_prose_blocks(prose)))
    problems = [problem for chart in charts for problem in explain_problems(chart)]
    return JsonResponse({"chart": rendered, "problem": " ".join(problems)})
