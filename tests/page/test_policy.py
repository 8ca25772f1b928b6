"""The page keeps to its Content-Security-Policy and asks no other host, by its sources."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from page.sources import PAGE, files, is_made, name

LINKS = ("http://www.w3.org/2000/svg",)
"""The absolute URLs that are meant: names of namespaces, and links that a person may follow."""

FORBIDDEN = {
    "text that becomes HTML": (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser",
        "list.innerHTML = text",
    ),
    "text that becomes code": (
        r"\beval\b|\bFunction\s*\(|\bsetTimeout\s*\(\s*[\"'`]|javascript:",
        "new Function(text)",
    ),
    "a style in an attribute": (
        r"setAttribute\(\s*[\"'`]style|\bstyle=[\"']|\bcssText\b",
        """list.setAttribute("style", "color: red")""",
    ),
    "a style sheet in the text": (
        r"<style\b|createElement\(\s*[\"'`]style|CSSStyleSheet",
        "html`<style>a { color: red }</style>`",
    ),
    "a URL with its own data": (r"[\"'`(=]\s*data:", """<img src="data:,">"""),
    "an import by a style sheet from elsewhere": (
        r"@import (?![\"']\./)",
        """@import "https://other.example/other.css";""",
    ),
    "a URL without a scheme": (r"[\"'`(]//\w", """fetch("//other.example/")"""),
}
"""What a source must not have → the pattern of it, and an example."""
URL = re.compile(r"https?://[^\s\"'`)<>]+")
STYLE_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)")

OWN = [file for file in files(".js", ".css", ".html", ".svg") if not is_made(file)]


class _Document(HTMLParser):
    """The tags of a document with their attributes, and the text in scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: Any) -> None:
        if self.cdata_elem:
            self.inline += data


INDEX = _Document((PAGE / "index.html").read_text())


def test_sources_are_found() -> None:
    assert {"index.html", "app.js", "icon.svg"} <= {name(file) for file in OWN}


@pytest.mark.parametrize(("pattern", "example"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_pattern_finds_its_example(pattern: str, example: str) -> None:
    assert re.search(pattern, example)


@pytest.mark.parametrize("file", OWN, ids=name)
def test_source_keeps_to_policy(file: Path) -> None:
    text = file.read_text()
    for what, (pattern, _) in FORBIDDEN.items():
        found = re.search(pattern, text)
        assert not found, f"{what}: {found[0]!r}"
    assert {url for url in URL.findall(text) if url not in LINKS} == set()


def test_document_has_neither_inline_code_nor_inline_style() -> None:
    assert INDEX.inline.strip() == ""
    for tag, attributes in INDEX.tags:
        assert tag not in ("style", "base", "iframe", "object", "embed")
        assert tag != "script" or attributes.get("src")
        assert not {name for name in attributes if name == "style" or name.startswith("on")}


def test_references_of_document_are_relative_and_exist() -> None:
    for tag, attributes in INDEX.tags:
        target = attributes.get("src") or attributes.get("href")
        if target is None or tag == "a":
            continue
        assert (PAGE / target).is_file(), target


def test_references_of_style_sheets_exist() -> None:
    for file in files(".css"):
        for target in STYLE_URL.findall(file.read_text()):
            assert (file.parent / target).is_file(), f"{name(file)}: {target}"
