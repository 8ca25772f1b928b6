"""What a term is, which hooks bring terms, and the vocabulary that they make together."""

from evsrv.vocabulary.discovery import find_plugins
from evsrv.vocabulary.terms import Aggregate, Every, Operator, Schema, Term, TimeUnit
from evsrv.vocabulary.value import Value
from evsrv.vocabulary.vocabulary import PluginError, Vocabulary, collect

__all__ = [
    "Aggregate",
    "Every",
    "Operator",
    "PluginError",
    "Schema",
    "Term",
    "TimeUnit",
    "Value",
    "Vocabulary",
    "collect",
    "find_plugins",
]
