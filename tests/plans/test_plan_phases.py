"""All phases, the template with the form that starts a plan, and Markdown."""

import pytest
from django.urls import reverse

from plans.document import SourceFile, read_plan
from plans.models import Plan
from teams.models import Event
from tests import build
from tests.plans.pages import item_of, text_of, tick


def test_all_phases_show_every_word_of_the_plan(client, plan):
    client.force_login(plan.lead)
    for page in (
        reverse("plan_phases", args=(plan.slug,)),
        reverse("plan_template", args=(plan.template.slug,)),
    ):
        said = text_of(client.get(page)).replace("&quot;", '"').replace("&#x27;", "'")
        for words in (
            "1 · Look, listen, mend what hurts",
            "Phase 1 of 3. The overview says how the phases fit together.",
            "Activities by Owner",
            "Quick Wins (Ship in Week 1-2)",
            "Small fixes that people notice the same day.",
            "OPTIONS",
            "Effort 1-2 hours of work + testing",
            "Count 6-8 engineers (done at 6)",
            "Who Each alone",
            "Outcome What hurts, written down",
        ):
            assert words in said, words


def test_code_blocks_are_whole_on_the_page(client, plan):
    client.force_login(plan.lead)
    html = client.get(reverse("plan_phases", args=(plan.slug,))).content.decode()
    assert html.count("<pre>") == 3
    assert "  run: |\n" in html
    assert "    python manage.py lintmigrations --no-cache\n</code></pre>" in html


def test_a_practice_is_named_by_its_title_or_as_it_was_written(client, weeks):
    build.version()
    client.force_login(weeks.lead)
    for page in (
        reverse("plan_phases", args=(weeks.slug,)),
        reverse("plan_template", args=(weeks.template.slug,)),
    ):
        said = text_of(client.get(page))
        assert "Practice Testing practice 1 → 3" in said
        assert "Practice nobody-knows → 2" in said


def test_a_template_says_offsets_and_takes_no_ticks(client, weeks):
    client.force_login(weeks.lead)
    template = reverse("plan_template", args=(weeks.template.slug,))
    page = client.get(template)
    assert "working day 2" in text_of(page)
    assert "end of week 4" in text_of(page)
    assert 'class="tick"' not in page.content.decode()
    assert client.get(reverse("plan", args=(weeks.template.slug,)))["Location"] == template
    assert client.get(reverse("plan_template", args=(weeks.slug,))).status_code == 404
    assert tick(client, weeks.template, item_of(weeks.template)).status_code == 404


def test_the_download_is_the_markdown_of_the_plan(client, plan):
    client.force_login(plan.lead)
    answer = client.get(reverse("plan_markdown", args=(plan.slug,)))
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{plan.slug}.md"'
    assert len(read_plan([SourceFile("x.md", answer.content.decode())]).phases[0].items) == 30


def start_data(plan, **given):
    first = {
        "title": "Ledger's weeks",
        "team": "",
        "lead": plan.lead.email,
        "start": "2026-10-05",
        "country": "",
    }
    return {**first, "role_0": "", "role_1": "", **given}


def test_a_lead_starts_a_plan_for_a_team_of_theirs(client, plan):
    lead = build.user("Ida Berg")
    team = build.team("Ledger", lead=lead)
    client.force_login(lead)
    page = reverse("plan_template", args=(plan.template.slug,))
    assert "Start the plan" in text_of(client.get(page))
    data = start_data(plan, team=team.pk, lead=lead.email, role_0="emil.aalto@example.org", country="gb")
    first, second = client.post(page, data), client.post(page, data)
    made = Plan.objects.get(team=team)
    assert first["Location"] == second["Location"] == reverse("plan", args=(made.slug,))
    assert (made.title, made.lead, made.country) == ("Ledger's weeks", lead, "GB")
    assert made.roles.get(name="Engineer A").person.name == "Emil Aalto"
    assert Event.objects.filter(verb="started", team=team).count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": ""}, "This field is required."),
        ({"lead": "nobody@example.org"}, "Nobody signs in with nobody@example.org."),
        ({"lead": "nonsense"}, "Enter a valid email address."),
        ({"start": "yesterday"}, "Enter a valid date."),
        ({"country": "XX"}, "No calendar of public holidays is known for XX."),
        ({"role_1": "nobody@example.org"}, "Nobody signs in with nobody@example.org."),
        ({"start": "9999-12-31"}, "too far away"),
        ({"team": "999999"}, "Select a valid choice."),
    ],
)
def test_what_does_not_fit_is_said_beside_what_was_typed_and_starts_nothing(client, plan, given, words):
    client.force_login(build.user(role="administrator"))
    page = reverse("plan_template", args=(plan.template.slug,))
    answer = client.post(page, start_data(plan, **{"team": plan.team.pk, **given}))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Ledger" in text_of(answer) or "title" in given or 'value="Ledger' in answer.content.decode()
    assert Plan.objects.filter(kind="started").count() == 1


def test_who_leads_no_team_is_told_who_may_start_and_cannot(client, plan):
    client.force_login(plan.roles.get(name="Engineer A").person)
    page = reverse("plan_template", args=(plan.template.slug,))
    said = text_of(client.get(page)).replace("&#x27;", "'")
    assert "Only administrators, leadership and the team's leads may start a plan" in said
    answer = client.post(page, start_data(plan, team=plan.team.pk))
    assert answer.status_code == 403
    assert Plan.objects.filter(kind="started").count() == 1


def test_a_lead_cannot_start_a_plan_for_another_team(client, plan):
    lead = build.user()
    build.team("Ledger", lead=lead)
    client.force_login(lead)
    page = reverse("plan_template", args=(plan.template.slug,))
    assert client.post(page, start_data(plan, team=plan.team.pk)).status_code == 422
    assert Plan.objects.filter(kind="started").count() == 1
