"""The SQLite file: everything that opens it, reads it and writes it."""

from evsrv.store.appends import Appended
from evsrv.store.errors import QueryTimeout, StoreError
from evsrv.store.load import Load
from evsrv.store.store import Store

__all__ = ["Appended", "Load", "QueryTimeout", "Store", "StoreError"]
