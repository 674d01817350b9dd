"""All phases, the template with the form that starts a plan, and Markdown."""

from django.urls import reverse

from plans.document import SourceFile, read_plan
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
