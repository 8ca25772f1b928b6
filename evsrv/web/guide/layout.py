"""The frame of the guide's pages: a bar, the contents, and an article beside them."""

from collections.abc import Iterable
from html import escape

from evsrv.web.guide.contents import Contents, Group
from evsrv.web.guide.links import Place


def frame(title: str, article: str, contents: Contents, place: Place) -> bytes:
    """Return a page as HTML."""
    # All pages are two folders below the root, and every address is relative, so that they also
    # hold behind a proxy that serves them under a prefix.
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · evsrv</title>
<link rel="icon" href="../../ui/icon.svg">
<link rel="stylesheet" href="../../ui/styles/base.css">
<link rel="stylesheet" href="../guide.css">
</head>
<body>
<a class="skip" href="#article">Skip to the text</a>
<header class="bar">
<a class="brand" href="../guide/">evsrv</a>
<nav aria-label="Site">
<a href="../guide/all">One page</a>
<a href="../errors/">Errors</a>
<a href="../../docs">API</a>
<a href="../../ui/">See and ask</a>
</nav>
</header>
<div class="columns">
<nav class="contents" aria-label="Guide">
<details>
<summary>Contents</summary>
{_contents(contents, place)}
</details>
</nav>
<main id="article">
{article}
</main>
</div>
</body>
</html>
""".encode()


def _contents(contents: Contents, place: Place) -> str:
    return "\n".join(
        f"<h2>{escape(group.title)}</h2>\n{_list(_items(group, contents, place))}"
        for group in contents.groups
    )


def _items(group: Group, contents: Contents, place: Place) -> Iterable[str]:
    for name, title in group.pages:
        is_current = name == contents.current
        is_shown = is_current and not contents.current_part
        link = _link(place.address(name, ""), title, is_shown=is_shown)
        yield f"{link}{_parts(contents)}" if is_current and contents.parts else link


def _parts(contents: Contents) -> str:
    return _list(
        _link(address, title, is_shown=address == contents.current_part)
        for address, title in contents.parts
    )


def _list(items: Iterable[str]) -> str:
    return "<ul>\n{}\n</ul>".format("\n".join(f"<li>{item}</li>" for item in items))


def _link(address: str, text: str, *, is_shown: bool) -> str:
    current = ' aria-current="page"' if is_shown else ""
    return f'<a href="{escape(address)}"{current}>{escape(text)}</a>'
