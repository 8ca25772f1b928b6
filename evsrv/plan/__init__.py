"""The Plan: what a query means, with every name resolved and every type checked."""

from evsrv.plan.model import Plan
from evsrv.plan.planner import Planner
from evsrv.plan.reach import reach_of

__all__ = ["Plan", "Planner", "reach_of"]
