"""Markdown as HTML, with the anchors that GitHub makes; HTML in the Markdown is shown as text."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Resolve = Callable[[str], str | None]
"""Returns the address in a page of a link's target, or None if the target is not served."""

_COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.S)
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
_ANCHOR = "anchor"


@frozen
class Heading:
    """A heading of a page; `anchor` is its id."""

    level: int
    text: str
    anchor: str


@frozen
class Article:
    """Markdown as HTML, with its headings."""

    html: str
    headings: tuple[Heading, ...]

    @property
    def title(self) -> str:
        """Return the text of the first heading."""
        return self.headings[0].text if self.headings else ""

    def parts(self, level: int) -> list[tuple[str, str]]:
        """Return addresses and texts of the headings of a level."""
        return [(f"#{one.anchor}", one.text) for one in self.headings if one.level == level]


def parse(source: str) -> list["Token"]:
    """Return the tokens of Markdown (CommonMark with tables)."""
    return _parser().parse(source)


def render(source: str, resolve: Resolve, prefix: str = "") -> Article:
    """Render Markdown; the anchors of headings begin with the prefix."""
    tokens = parse(source)
    headings = tuple(_mark_headings(tokens, prefix))
    for token in tokens:
        _resolve_targets(token.children or (), resolve)
    _adapt_cells(tokens)
    parser = _parser()
    return Article(parser.renderer.render(tokens, parser.options, {}), headings)


def plain_text(inline: "Token") -> str:
    """Return the text of a line without its markup."""
    return "".join(
        plain_text(child) if child.children else " " if child.type == "softbreak" else child.content
        for child in inline.children or ()
    )


def _mark_headings(tokens: Sequence["Token"], prefix: str) -> Iterator[Heading]:
    """Give each heading its anchor, numbered if another one has the same text."""
    seen: dict[str, int] = {}
    for number, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        text = plain_text(tokens[number + 1])
        slug = _NOT_IN_ANCHOR.sub("", text.lower()).replace(" ", "-")
        times = seen[slug] = seen.get(slug, -1) + 1
        anchor = f"{prefix}{slug}-{times}" if times else f"{prefix}{slug}"
        token.attrSet("id", anchor)
        tokens[number + 2].meta[_ANCHOR] = anchor
        yield Heading(int(token.tag.removeprefix("h")), text, anchor)


def _resolve_targets(inline: Sequence["Token"], resolve: Resolve) -> None:
    """Set the addresses of links and images; leave the text alone of those that are not served."""
    is_served = True
    for token in inline:
        match token.type:
            case "link_open":
                address = resolve(str(token.attrs["href"]))
                is_served = address is not None
                if address is None:
                    token.tag, token.attrs = "span", {}
                else:
                    token.attrs["href"] = address
            case "link_close" if not is_served:
                token.tag = "span"
            case "image":
                address = resolve(str(token.attrs["src"]))
                if address is None:
                    token.type, token.content, token.children = "text", plain_text(token), None
                else:
                    token.attrs["src"] = address
        _resolve_targets(token.children or (), resolve)


def _adapt_cells(tokens: Sequence["Token"]) -> None:
    """Make the attributes and tags of table cells those that the pages may have."""
    for number, token in enumerate(tokens):
        # A style in an attribute is against the policy of the pages.
        if style := token.attrs.pop("style", None):
            token.attrs["class"] = str(style).replace(":", "-")
        # An empty cell is the header of nothing.
        if token.type == "th_open" and not tokens[number + 1].content:
            token.tag = tokens[number + 2].tag = "td"


def _html_inline(_renderer: Any, tokens: Sequence["Token"], index: int, *_: Any) -> str:
    """Render HTML as text, and comments not at all."""
    return escape(_COMMENT.sub("", tokens[index].content))


def _html_block(renderer: Any, tokens: Sequence["Token"], index: int, *_: Any) -> str:
    text = _html_inline(renderer, tokens, index).strip()
    return f"<p>{text}</p>\n" if text else ""


def _code_block(_renderer: Any, tokens: Sequence["Token"], index: int, *_: Any) -> str:
    # With a tab stop, so that a block that scrolls can be scrolled by keyboard.
    return f'<pre tabindex="0"><code>{escape(tokens[index].content)}</code></pre>\n'


def _heading_close(_renderer: Any, tokens: Sequence["Token"], index: int, *_: Any) -> str:
    token = tokens[index]
    anchor = escape(token.meta[_ANCHOR])
    link = f'<a class="anchor" href="#{anchor}" aria-label="Link to this heading">#</a>'
    return f" {link}</{token.tag}>\n"


def _table_open(*_: Any) -> str:
    return '<div class="table" tabindex="0"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


@cache
def _parser() -> "MarkdownIt":
    # Not when the server starts: few processes render a page, and the import takes a while.
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark").enable("table")
    for name, rule in {
        "html_block": _html_block,
        "html_inline": _html_inline,
        "fence": _code_block,
        "code_block": _code_block,
        "heading_close": _heading_close,
        "table_open": _table_open,
        "table_close": _table_close,
    }.items():
        markdown.add_render_rule(name, rule)
    return markdown
