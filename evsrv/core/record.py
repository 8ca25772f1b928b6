"""Records: attrs classes of which many instances are made, and none is changed.

attrs sets each attribute of a frozen class by a call, which takes twice as long. So a record
is frozen for the type checker alone.
"""

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attrs import frozen as record
else:
    from attrs import define

    record = partial(define, unsafe_hash=True)

__all__ = ["record"]
