"""The handbook as HTML: the engine's words with headings, lists and tables, and nothing else of Markdown.

Owns the way from Markdown to a page. Names in a plan are people's text: links, pictures and HTML in them
stay the characters that they are.
"""

from __future__ import annotations

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from boji.engine.plan.model import Plan
from boji.engine.plan.words import handbook

_MARKDOWN = MarkdownIt("zero", {"html": False}).enable(["heading", "list", "table", "escape", "backticks"])
# A table wider than its page is moved inside a box that the keyboard reaches.
_MARKDOWN.add_render_rule("table_open", lambda *_: '<div class="wide" tabindex="0"><table>')
_MARKDOWN.add_render_rule("table_close", lambda *_: "</table></div>")


def handbook_html(plan: Plan, language: str) -> SafeString:
    return as_html(handbook(plan, language))


def as_html(markdown: str) -> SafeString:
    """Escaped by the renderer, which knows no HTML here; headings are one lower, below that of the page."""
    tokens = _MARKDOWN.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1]) + 1}"
    return SafeString(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
