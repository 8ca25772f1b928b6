"""Every file that the documents name exists, and every link leads to a file or heading.

Other sites are linked only if they hold a standard, the manual of a database or a program's source.
"""

import re
from pathlib import Path

import pytest

from docs.test_examples import DOCUMENTS, ROOT, label

FOLDERS = ("evsrv", "plugins", "schemas", "scripts", "tests", "docs")
FILE = re.compile(rf"`(?:\./)?(?P<path>(?:{'|'.join(FOLDERS)})/[\w./-]*)(?: [^`]*)?`")
LINK = re.compile(r"\]\((?P<path>[^)#:]*)(?:#(?P<heading>[^)]*))?\)")
SITE = re.compile(r"\]\(\w+://(?P<host>[^/)]*)[^)]*\)")
SITES = {
    "github.com",
    "spec.openapis.org",
    "www.postgresql.org",
    "www.rfc-editor.org",
    "www.sqlite.org",
}
HEADING = re.compile(r"^#+ (.*)$", re.M)
CODE_BLOCK = re.compile(r"^```.*?^```$", re.M | re.S)
IN_A_WHEEL = ("evsrv/_docs", "evsrv/_schemas", "evsrv/_plugins")
ON_A_SERVER = ("docs/errors/", "docs/errors/CODE")


def prose_of(document: Path) -> str:
    return CODE_BLOCK.sub("", document.read_text("utf-8"))


def headings_of(document: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    return {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in HEADING.findall(prose_of(document))
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_files_named_in_documents_exist(document: Path) -> None:
    named = {match["path"] for match in FILE.finditer(prose_of(document))}
    missing = {path for path in named if not (ROOT / path).exists()}
    assert missing - {*IN_A_WHEEL, *ON_A_SERVER} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_links_in_documents_lead_to_files_and_headings(document: Path) -> None:
    broken = []
    for link in LINK.finditer(prose_of(document)):
        target = document.parent / link["path"] if link["path"] else document
        if not target.exists() or (
            link["heading"] is not None and link["heading"] not in headings_of(target)
        ):
            broken.append(link[0])
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_links_to_other_sites_lead_to_allowed_ones(document: Path) -> None:
    assert {link["host"] for link in SITE.finditer(prose_of(document))} - SITES == set()


def test_reference_patterns_find_files_links_and_headings(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text(
        "# Top-level `keys`\n`./scripts/test tests/x.py` [b](b.md#c-d) [e](https://f)\n"
        "```text\n# no heading `evsrv/none.py`\n```\n"
    )
    prose = prose_of(document)
    assert [match["path"] for match in FILE.finditer(prose)] == ["scripts/test"]
    assert [match.groups() for match in LINK.finditer(prose)] == [("b.md", "c-d")]
    assert [match["host"] for match in SITE.finditer(prose)] == ["f"]
    assert headings_of(document) == {"top-level-keys"}
