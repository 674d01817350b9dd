"""What a person holds in running plans, to be handed over when they go."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse

from plans.models import Item, Ownership, Plan
from teams.models import User
from teams.queries.held import Held


def held_in_plans(person: User) -> Iterator[Held]:
    """Plans that they lead, plans that they manage, and how many open items of each plan are theirs. Four
    statements.
    """
    running = Plan.objects.filter(kind=Plan.Kind.STARTED, finished_at=None).order_by("start", "pk")
    for words, column in (("leads the plan", "lead"), ("manages the plan", "manager")):
        for plan in running.filter(**{column: person}):
            yield Held(words, plan.name, reverse("plan_people", args=[plan.slug]))
    open_items = Ownership.objects.filter(role__person=person, role__plan__in=running).exclude(
        item__state__in=Item.FINAL
    )
    counts = dict(open_items.values_list("role__plan").annotate(n=Count("item", distinct=True)).order_by())
    for plan in Plan.objects.filter(pk__in=counts).order_by("start", "pk"):
        n = counts[plan.pk]
        words = f"has {n} open item{'' if n == 1 else 's'} in"
        yield Held(words, plan.name, reverse("plan_people", args=[plan.slug]))
