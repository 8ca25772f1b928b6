"""The hook on events at the door: it changes or refuses them before they are checked."""

from collections.abc import Callable, Mapping, Sequence
from inspect import iscoroutinefunction
from typing import Any, Literal

import orjson
from attrs import frozen

from evsrv.core.errors import Issue, Unprocessable
from evsrv.core.json_text import reject_unstorable
from evsrv.core.limits import MAX_EVENT_BODY_DEPTH
from evsrv.plugin.failures import PluginFailure, line_of_function, name_failures

_PART = "hook 'evsrv_event'"


class Refusal(Exception):
    """Raised by `evsrv_event`: the event is refused, and its sender is told why. Since 0.2.

    `pointer` is the JSON Pointer of the member that is wrong, such as `/properties/plan`; without
    it the whole event is.
    """

    def __init__(self, message: str, pointer: str = "") -> None:
        if not message.strip():
            raise ValueError("the message of a refusal must say what is wrong")
        if pointer and not pointer.startswith("/"):
            raise ValueError(f"the pointer {pointer!r} of a refusal must begin with /")
        super().__init__(message)
        self.message = message
        self.pointer = pointer


@frozen(kw_only=True)
class EventContext:
    """The key that an event arrives with, or the command that imports it. Since 0.2."""

    key_kind: Literal["api", "web"] | None
    """None for `evsrv import`."""
    organization: str
    project: str | None
    """None if the event may choose it."""
    integration: str | None
    """None if the event may choose it."""


@frozen
class _EventHook:
    plugin: str
    function: Callable[..., object]
    argument_names: Sequence[str]

    def apply(self, event: dict[str, Any], context: EventContext) -> None:
        id_ = event.get("id")
        arguments = {"event": event, "context": context}
        call = name_failures(self.plugin, _PART, self.function, (Refusal,))
        result = call(**{name: arguments[name] for name in self.argument_names})
        if flaw := _find_flaw(event, id_, result):
            line = line_of_function(self.function)
            raise PluginFailure(self.plugin, _PART, ValueError(flaw), line)


@frozen
class EventHooks:
    """The functions that see each event at the door, in the order of the plugins."""

    _hooks: Sequence[_EventHook] = ()

    def __bool__(self) -> bool:
        return bool(self._hooks)

    def adding(
        self, plugin: str, function: Callable[..., object], argument_names: Sequence[str]
    ) -> "EventHooks":
        """Return these and the function of a plugin, which takes these arguments.

        Raises `TypeError` if it is async.
        """
        if iscoroutinefunction(function):
            raise TypeError("evsrv_event must not be async: each event waits for it")
        return EventHooks((*self._hooks, _EventHook(plugin, function, argument_names)))

    def apply(self, document: Mapping[str, Any], context: EventContext) -> dict[str, Any]:
        """Return an event as the functions change it; the document stays as it is.

        Raises `Unprocessable` if a function refuses it, or if it cannot be stored faithfully any
        more, and `PluginFailure`.
        """
        event: dict[str, Any] = orjson.loads(orjson.dumps(document))
        try:
            for hook in self._hooks:
                hook.apply(event, context)
        except Refusal as refusal:
            raise Unprocessable.of([Issue(refusal.pointer, refusal.message)]) from None
        reject_unstorable(event, max_depth=MAX_EVENT_BODY_DEPTH)
        # Tuples and the like become what they are in JSON.
        changed: dict[str, Any] = orjson.loads(orjson.dumps(event))
        return changed


def _find_flaw(event: dict[str, Any], id_: object, result: object) -> str | None:
    if result is not None:
        return f"returned {type(result).__name__}; change the event itself and return nothing"
    if id_ is not None and event.get("id") != id_:
        return "changed the id of the event, by which a repeated one is known"
    try:
        orjson.dumps(event)
    except orjson.JSONEncodeError as error:
        return f"the event is not JSON any more: {error}"
    return None
