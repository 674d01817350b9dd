"""What people do about it: plans from templates, week by week."""

from plans.models.item import Item, Ownership
from plans.models.plan import Goal, Note, Phase, Plan, PlanRole

__all__ = ["Goal", "Item", "Note", "Ownership", "Phase", "Plan", "PlanRole"]
