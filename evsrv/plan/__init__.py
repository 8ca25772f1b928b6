"""The Plan: what a query means, with every name resolved and every type checked."""

from evsrv.plan.model import Plan
from evsrv.plan.planner import Planner

__all__ = ["Plan", "Planner"]
