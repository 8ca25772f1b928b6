"""The Plan: what a query means, with every name resolved and every type checked."""

from evsrv.plan.model import Plan
from evsrv.plan.planner import Planner
from evsrv.plan.reach import is_volatile, reach_of

__all__ = ["Plan", "Planner", "is_volatile", "reach_of"]
