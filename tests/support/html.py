"""What a page consists of: its ids, addresses, attributes and text."""

from html.parser import HTMLParser
from urllib.parse import urljoin

_ADDRESSES = frozenset({"href", "src"})


class Html(HTMLParser):
    """A parsed page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def links(self, url: str) -> set[str]:
        """Return the absolute addresses that the page at this URL links to or loads."""
        return {urljoin(url, address) for address in self.addresses}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            elif name in _ADDRESSES:
                self.addresses.append(value or "")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
