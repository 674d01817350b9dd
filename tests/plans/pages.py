"""What the tests of pages ask, post and read."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Item
from tests import build

SEES, OUTSIDE = 200, 404


def people(plan):
    """Everybody that the pages tell apart."""
    team_lead = build.user("Team Lead")
    plan.team.memberships.create(user=team_lead, role="lead")
    member = build.user("Team Member")
    plan.team.memberships.create(user=member, role="member")
    plan.manager = build.user("Manager")
    plan.save(update_fields=["manager"])
    return {
        "lead": plan.lead,
        "manager": plan.manager,
        "in a role": plan.roles.get(name="Engineer A").person,
        "team lead": team_lead,
        "leadership": build.user("Head", role="leadership"),
        "administrator": build.user("Admin", role="administrator"),
        "member of the team": member,
        "outsider": build.user("Outsider"),
    }


INSIDE = {"lead", "manager", "in a role", "team lead", "leadership", "administrator"}


def pages(plan):
    return [
        reverse("plan", args=(plan.slug,)),
        reverse("plan_week", args=(plan.slug, 1)),
        reverse("plan_phases", args=(plan.slug,)),
        reverse("plan_markdown", args=(plan.slug,)),
    ]


def item_of(plan, **kind):
    return Item.objects.filter(phase__plan=plan, **kind).first()


def tick(client, plan, thing, *, done="yes", version=1, view="week-2", target=""):
    name = "plan_item_done" if isinstance(thing, Item) else "plan_goal_done"
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    data = {"done": done, "version": version, "view": view}
    return client.post(reverse(name, args=(plan.slug, thing.pk)), data, headers=headers)


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def element(html, opening):
    """The element that begins with `opening`, to its own end, without the tokens that each answer has anew."""
    start = html.index(opening)
    name = opening[1:].split()[0]
    depth = 0
    for found in re.finditer(rf"<(/?){name}\b", html[start:]):
        depth += -1 if found[1] else 1
        if not depth:
            return re.sub(r'value="\w{64}"', "", html[start : start + found.end()])
    raise AssertionError("never closed")


def shown(page, heading):
    """Titles of the rows, in order, below a heading of the card."""
    html = page.content.decode()
    own, _, later = html.partition("Later in this phase")
    part = own if heading == "own" else later
    return re.findall(r'<li id="item-\d+"[^>]*>.*?<a href="[^"]*">(.*?)</a>', part, re.DOTALL)


def statements(client, page):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)
