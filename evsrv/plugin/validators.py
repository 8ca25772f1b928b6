"""Checks of the attributes that all terms have."""

import re
from typing import TYPE_CHECKING

from evsrv.core.datasets import DATASETS
from evsrv.core.kinds import Kind

if TYPE_CHECKING:
    from attrs import Attribute

_NAME = re.compile(r"[a-z][A-Za-z0-9]*")


def is_name(_: object, attribute: "Attribute[str]", name: str) -> None:
    """Raise ValueError if this cannot be a term's name."""
    # Column names join a term and a field with `_`, so a term's own name has none.
    if not _NAME.fullmatch(name) or any(name in dataset.fields for dataset in DATASETS.values()):
        raise ValueError(
            f"{attribute.name} {name!r} must match {_NAME.pattern} and must not be a field's name"
        )


def is_filled(_: object, attribute: "Attribute[str]", text: str) -> None:
    """Raise ValueError if a text is blank."""
    if not text.strip():
        raise ValueError(f"{attribute.name} must say in one line what it does")


def is_phrase(_: object, attribute: "Attribute[str]", text: str) -> None:
    """Raise ValueError if a text cannot stand within a sentence."""
    if not text.strip() or not text.isprintable():
        raise ValueError(f"{attribute.name} must be some words on one line, such as 'is not'")


def is_result_kind(_: object, attribute: "Attribute[Kind]", kind: Kind) -> None:
    """Raise ValueError if a computed value cannot be of this kind."""
    if kind not in (Kind.TEXT, Kind.NUMBER):
        raise ValueError(f"{attribute.name} must be Kind.TEXT or Kind.NUMBER, not {kind!r}")
