"""What people do about it: plans from templates, week by week."""

from plans.models.change import Change, ChangedValue
from plans.models.conversation import Comment, CountTick, ItemLink
from plans.models.course import CheckIn, MetricEdition, MetricReview, SuccessMetric
from plans.models.feed import CalendarFeed
from plans.models.item import Item, Ownership
from plans.models.mailed import MailedPlan
from plans.models.plan import Goal, Note, Phase, Plan, PlanRole

__all__ = [
    "CalendarFeed",
    "Change",
    "ChangedValue",
    "CheckIn",
    "Comment",
    "CountTick",
    "Goal",
    "Item",
    "ItemLink",
    "MailedPlan",
    "MetricEdition",
    "MetricReview",
    "Note",
    "Ownership",
    "Phase",
    "Plan",
    "PlanRole",
    "SuccessMetric",
]
