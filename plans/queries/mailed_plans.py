"""Whether a mail about plans may still leave."""

from plans.models import Plan
from plans.queries.visible import visible_plans
from teams.models import Mail


def unseen_because(mail: Mail) -> str:
    """The reason not to send it: its recipient may not see a plan any more that it tells of. One statement."""
    told = Plan.objects.filter(mailed__mail=mail).exclude(pk__in=visible_plans(mail.recipient).values("pk"))
    plan = told.order_by("pk").first()
    return f"Not sent: this person may not see the plan “{plan.name}” any more." if plan else ""
