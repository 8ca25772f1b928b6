"""The fields of a dataset: the stored ones, and those that plugins derive from them."""

from attrs import frozen

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.errors import unknown
from evsrv.core.fields import Field, Kind
from evsrv.core.sql import Sql
from evsrv.plugin.derived_field import DerivedField, UnknownField
from evsrv.plugin.value import JsonType, Value

AnyField = Field | DerivedField


def datasets_with(field: DerivedField) -> list[Dataset]:
    """Return the datasets that have all stored fields which a derived field reads.

    It is rendered once for each dataset. Raises ValueError if there is none.
    """
    datasets: list[Dataset] = []
    missing: list[str] = []
    for dataset in DATASETS.values():
        try:
            field.render(_ProbeRow(dataset))
        except UnknownField as error:
            missing.append(str(error.args[0]))
        else:
            datasets.append(dataset)
    if not datasets:
        known = {name for dataset in DATASETS.values() for name in dataset.fields}
        raise ValueError(f"field {field.name!r}: {unknown('stored field', missing[0], known)}")
    return datasets


@frozen
class _ProbeRow:
    """A row whose values are null, to find out which fields are read."""

    _dataset: Dataset

    def value(self, name: str) -> Value:
        if name not in self._dataset.fields:
            raise UnknownField(name)
        return _ProbeValue(self._dataset.fields[name].kind)


@frozen
class _ProbeValue:
    kind: Kind

    plain = text = string = number = boolean = instant = local = json = json_type = Sql("NULL")
    is_null = Sql("1")
    elements = Sql("json_each(NULL)")

    def is_type(self, _: JsonType) -> Sql:
        return Sql("NULL")

    def at(self, *_: str) -> Value:
        return _ProbeValue(Kind.PATH)
