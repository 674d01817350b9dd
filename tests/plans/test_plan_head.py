"""The head of a plan's pages: which page it is, told also while the menu is closed."""

import pytest
from django.urls import reverse

from tests.plans.pages import element


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plan", "More"),
        ("plan_phases", "More"),
        ("plan_dates", "More · Dates"),
        ("plan_people", "More · People"),
    ],
)
def test_the_closed_menu_says_which_of_its_pages_is_shown(client, plan, name, said):
    client.force_login(plan.lead)
    html = client.get(reverse(name, args=(plan.slug,))).content.decode()
    assert f'<summary class="btn">{said}</summary>' in html


def test_every_page_of_a_plan_is_the_current_one_once(client, plan):
    client.force_login(plan.lead)
    for name in ("plan", "plan_phases", "plan_dates", "plan_people"):
        html = client.get(reverse(name, args=(plan.slug,))).content.decode()
        head = element(html, '<header class="head"')
        assert head.count('aria-current="page"') == 1, name
        assert f'href="{reverse(name, args=(plan.slug,))}" aria-current="page"' in head
