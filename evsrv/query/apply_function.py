"""Functions that a query applies to values."""

from collections.abc import Mapping

import attrs

from evsrv.core.errors import expected
from evsrv.core.fields import Kind
from evsrv.plugin.terms import Function
from evsrv.query.issues import Issues
from evsrv.query.reference import Reference


def apply_function(
    name: str, reference: Reference, functions: Mapping[str, Function], issues: Issues, at: str
) -> Reference:
    """Return a function of a reference; add an issue if it does not take such values."""
    function = functions[name]
    kind = reference.source_kind
    if kind not in function.takes:
        value = ".".join((reference.field.name, *reference.path))
        if kind is Kind.DOCUMENT and Kind.PATH in function.takes:
            issues.add(f"{name!r} needs a path into {value!r}", at, "apply")
        else:
            fitting = sorted(one.name for one in functions.values() if kind in one.takes)
            hint = expected(fitting) if fitting else "no function can"
            issues.add(f"{name!r} cannot be applied to {value!r}; {hint}", at, "apply")
    return attrs.evolve(reference, function=function)
