"""Importing a plan in the browser: files or text, the preview, other meanings for headings, then the template."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from plans.document import pack
from plans.models import Plan
from plans.models.plan import RESERVED_SLUGS
from plans.queries.documents import document_of
from teams.models import Event
from tests import build
from tests.plans import building
from tests.plans.importing import TEXT, fields, lines, paste, place, review, upload
from tests.plans.pages import text_of


def file(name, content):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def keeper(client, db):
    """Somebody who may keep templates, signed in."""
    user = build.user(role="leadership")
    client.force_login(user)
    return user


def test_every_line_stands_beside_what_it_was_understood_as(client, keeper):
    assert lines(paste(client)) == [
        ("# Ninety days", "title of the plan"),
        ("Words before.", "kept as a note"),
        ("## Week 1-2: Look", "phase weeks 1–2"),
        ("### Goals", "section goals"),
        ("- See", "goal"),
        ("- [x] Ask", "goal reached"),
        ("### Things to try", "heading, kept as a note"),
        ("- Sit beside on-call", "kept as a note"),
        ("### Deliverables", "section deliverables"),
        ("| Deliverable | Owner | Due |\n|---|---|---|", "columns of a table"),
        (
            "| Map | Me + Engineer A | Working day 3 |",
            "deliverable owners Me, Engineer A · due working day 3",
        ),
        ("## Background", "heading, kept as a note"),
        ("What came before.", "kept as a note"),
    ]


def test_the_preview_counts_names_roles_and_keeps_nothing(client, keeper):
    said = text_of(paste(client))
    assert "Me, Engineer A" in said
    assert "5 blocks, marked below" in said
    assert not Plan.objects.exists()
    assert not Event.objects.exists()


def test_saving_makes_the_template_that_was_shown(client, keeper):
    answer = review(client, paste(client), save="yes")
    assert answer["Location"] == reverse("plan_template", args=("ninety-days",))
    assert document_of(Plan.objects.get()) == building.text_document(TEXT)
    event = Event.objects.get()
    assert (event.verb, event.actor) == ("imported", keeper)


def test_the_line_ends_of_a_browser_are_no_change(client, keeper):
    """A text area sends CRLF: saving at once saves, and does not ask again."""
    assert review(client, paste(client, TEXT.replace("\n", "\r\n")), save="yes").status_code == 302
    assert Plan.objects.filter(kind=Plan.Kind.TEMPLATE).count() == 1


def test_saving_twice_is_saving_once(client, keeper):
    page = paste(client)
    review(client, page, save="yes")
    assert review(client, page, save="yes").status_code == 302
    assert Plan.objects.count() == Event.objects.count() == 1


def test_title_and_short_name_are_what_was_typed(client, keeper):
    review(client, paste(client), save="yes", title="Ours", slug="ours")
    plan = Plan.objects.get()
    assert (plan.title, plan.slug) == ("Ours", "ours")


@pytest.mark.parametrize("meaning", ["goals", "activities", "quick_wins", "deliverables", "meetings"])
def test_a_heading_is_read_as_what_it_is_said_to_be_and_the_preview_follows(client, keeper, meaning):
    page = paste(client)
    shown = review(client, page, **{f"kind-{place(page, 'Things to try')}": meaning}, look="yes")
    kind = {"goals": "goal", "activities": "activity", "quick_wins": "quick win"}.get(meaning, meaning[:-1])
    assert next(said for text, said in lines(shown) if text == "- Sit beside on-call").startswith(kind)
    assert review(client, shown, save="yes").status_code == 302
    held = document_of(Plan.objects.get())
    assert meaning in dict(held.phases[0].headings)
    assert "Things to try" in dict(held.phases[0].headings)[meaning] or any(
        "Things to try" in note.title for note in held.phases[0].notes
    )


def test_a_section_becomes_a_note_and_what_stands_in_it_stays(client, keeper):
    page = paste(client)
    shown = review(client, page, **{f"kind-{place(page, 'Goals')}": "note"}, look="yes")
    assert ("### Note: Goals", "heading, kept as a note") in lines(shown)
    assert ("- See\n- [x] Ask", "kept as a note") in lines(shown)
    back = review(client, shown, **{f"kind-{place(shown, 'Note: Goals')}": "goals"}, look="yes")
    assert lines(back) == lines(page)


def test_a_heading_becomes_a_phase_with_the_weeks_that_were_given(client, keeper):
    page = paste(client)
    where = place(page, "Background")
    shown = review(client, page, **{f"kind-{where}": "phase", f"weeks-{where}": "3-4"}, look="yes")
    assert ("## Weeks 3–4: Background", "phase weeks 3–4") in lines(shown)


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        ("", "a phase needs its weeks"),
        ("soon", "“soon” gives no weeks"),
        ("4-3", "week 4 comes after week 3"),
        ("200", "a plan ends by week 104"),
    ],
)
def test_weeks_that_cannot_be_lead_back_with_what_was_chosen(client, keeper, weeks, words):
    page = paste(client)
    where = place(page, "Background")
    chosen = {f"kind-{where}": "phase", f"weeks-{where}": weeks}
    answer = review(client, page, **chosen, look="yes")
    assert answer.status_code == 422
    assert f"pasted text:22: {words}" in text_of(answer)
    assert fields(answer) | chosen == fields(answer)


def test_what_was_changed_is_shown_before_it_is_saved(client, keeper):
    page = paste(client)
    shown = review(client, page, **{f"kind-{place(page, 'Things to try')}": "goals"}, save="yes")
    assert shown.status_code == 200
    assert "how it reads with your changes" in text_of(shown)
    assert not Plan.objects.exists()
    assert review(client, shown, save="yes").status_code == 302


def test_a_title_that_nobody_typed_follows_the_text(client, keeper):
    page = paste(client, "# Learn\n\n## Goals\n\n- One\n")
    shown = review(
        client,
        page,
        **{f"kind-{place(page, 'Learn')}": "phase", f"weeks-{place(page, 'Learn')}": "1-2"},
        look="yes",
    )
    assert fields(shown)["title"] == ""
    assert ("- One", "goal") in lines(shown)


def test_several_files_and_a_zip_are_one_plan(client, keeper):
    one, two = "# Ours\n\n# Week 1: Look\n\n## Goals\n\n- See\n", "# Week 2: Mend\n\n## Goals\n\n- Ship\n"
    apart = upload(client, file("1.md", one), file("2.md", two))
    packed = upload(client, file("plan.zip", pack({"1.md": one, "2.md": two})))
    assert lines(apart) == lines(packed)
    assert [said for _, said in lines(apart)].count("goal") == 2
    review(client, packed, save="yes")
    assert [phase.first_week for phase in Plan.objects.get().phases.order_by("position")] == [1, 2]


def test_two_files_of_one_name_are_both_read(client, keeper):
    page = upload(client, file("plan.md", "# Week 1: A\n"), file("plan.md", "# Week 2: B\n"))
    assert [text for text, _ in lines(page)] == ["# Week 1: A", "# Week 2: B"]


BOMB = pack({"bomb.md": "a" * 50_000_000})
TABLE = "# Week 1\n\n## Deliverables\n\n| Deliverable | Owner |\n|---|---|\n"
REFUSED = {
    "binary": ("plan.md", b"# Week 1\n\n\0\1\2", "plan.md:3: this is a binary file, not Markdown"),
    "latin": ("plan.md", "# Caf\xe9".encode("latin-1"), "plan.md:1: the text is not UTF-8"),
    "empty": ("plan.md", b"", "plan.md:1: the file is empty"),
    "10 MB of nested lists": (
        "plan.md",
        "".join("  " * (n % 40) + "- one\n" for n in range(220_000)),
        "plan.md:1: the file is larger than 2 MB",
    ),
    "many lines": ("plan.md", "- a\n" * 400_000, "a plan has at most 20000 lines"),
    "zip bomb": ("plan.zip", BOMB, "plan.zip:1: the zip unpacks to more than 4 MB"),
    "no zip": ("plan.zip", b"PK nothing", "plan.zip:1: this is no zip that can be opened"),
    "way out": ("plan.zip", pack({"../plan.md": "# Week 1"}), "leads outside of the zip"),
    "nothing inside": ("plan.zip", pack({"picture.png": "x"}), "no Markdown in this zip"),
    "10 000 rows": (
        "plan.md",
        TABLE + "| Map | Me |\n" * 10_000,
        "plan.md:5006: a plan holds at most 5000 goals, items and notes",
    ),
    "too many cells": (
        "plan.md",
        TABLE + "| Map | Me | 3 |\n",
        "plan.md:7: this row has 3 cells and its header 2",
    ),
    "a header alone": (
        "plan.md",
        "# Week 1\n\n## Deliverables\n\n| Deliverable | Owner |\n|---|\n",
        "plan.md:6: the row under the header has 1 cells, and the header 2",
    ),
    "week 0": ("plan.md", "# Week 0: x\n", "plan.md:1: a plan begins with week 1"),
}


@pytest.mark.parametrize(("name", "content", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_plan_leads_back_with_file_and_line_and_keeps_nothing(
    client, keeper, name, content, words
):
    answer = upload(client, file(name, content))
    assert answer.status_code == 422
    assert words in text_of(answer).replace("&quot;", '"')
    assert not Plan.objects.exists()


def test_pasted_text_stays_where_it_is_wrong(client, keeper):
    answer = paste(client, "# Week 0: Before\n")
    assert answer.status_code == 422
    assert "pasted text:1: a plan begins with week 1" in text_of(answer)
    assert "# Week 0: Before" in answer.content.decode()


def test_more_than_a_form_holds_is_refused_with_words(client, keeper):
    answer = paste(client, "- a\n" * 2_500_000)
    assert answer.status_code == 400
    assert "more than a form may hold" in text_of(answer)


def test_files_that_are_too_much_together_are_refused(client, keeper):
    answer = upload(client, *(file(f"{n}.md", "# Week 1\n\n" + "a" * 1_100_000) for n in range(2)))
    assert answer.status_code == 422
    assert "Together this is larger than 2 MB" in text_of(answer)


def test_nothing_at_all_leads_back(client, keeper):
    answer = client.post(reverse("plan_import"), {})
    assert answer.status_code == 422
    assert "Choose a file or paste a plan first." in text_of(answer)


@pytest.mark.parametrize("sent", [{}, {"source": "made up"}])
def test_a_preview_that_is_incomplete_leads_back(client, keeper, sent):
    answer = client.post(reverse("plan_import_review"), sent | {"save": "yes", "slug": "a"})
    assert answer.status_code == 422
    assert "Choose the files again." in text_of(answer)


def test_the_largest_plan_that_is_read_comes_back_from_its_preview(client, keeper):
    text = "# Week 1\n\n## Goals\n\n" + "".join(f"- {n:060}\n" for n in range(4_900))
    page = paste(client, text)
    assert review(client, page, save="yes", slug="large").status_code == 302
    assert document_of(Plan.objects.get()) == building.text_document(text)


def test_more_headings_than_a_form_holds_are_read_as_they_stand(client, keeper):
    page = paste(client, "# Week 1\n\n" + "".join(f"## Topic {n}\n\nText.\n\n" for n in range(600)))
    assert page.content.decode().count("<select") == 400
    assert review(client, page, save="yes", slug="topics").status_code == 302


def test_a_taken_short_name_is_not_suggested_and_is_refused_with_what_to_do(client, keeper):
    plan = building.started(
        building.text_document("# Ninety days\n\n## Week 1: Own\n"), slug_of_template="ninety-days"
    )
    page = paste(client)
    assert fields(page)["slug"] == "ninety-days-2"
    for slug in (plan.slug, "ninety-days", "import", "templates"):
        answer = review(client, page, slug=slug, save="yes")
        assert answer.status_code == 422
        assert "Choose another short name" in text_of(answer)
    assert Plan.objects.count() == 2


def test_other_content_is_replaced_only_when_that_is_said(client, keeper):
    first = building.template(building.text_document("# Ninety days\n\n## Week 1: Own\n"), "ninety-days")
    page = paste(client)
    answer = review(client, page, save="yes")
    assert answer.status_code == 422
    assert "this one replaces it" in text_of(answer)
    assert document_of(first).phases[0].title == "Own"
    assert review(client, answer, save="yes", replacing="on").status_code == 302
    assert document_of(Plan.objects.get()) == building.text_document(TEXT)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [("slug", "", "required"), ("slug", "a b", "valid"), ("title", "Week 1: Look", "read as a phase")],
)
def test_a_name_that_cannot_be_leads_back_with_what_was_typed(client, keeper, field, typed, words):
    answer = review(client, paste(client), **{field: typed}, save="yes")
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert fields(answer)[field] == typed
    assert not Plan.objects.exists()


def test_the_text_is_shown_as_text(client, keeper):
    page = paste(client, "# Week 1\n\n<script>alert(1)</script>\n").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(("role", "sees"), [("administrator", True), ("leadership", True), ("member", False)])
def test_the_list_of_plans_leads_there_who_may(client, db, role, sees):
    client.force_login(build.user(role=role))
    assert (reverse("plan_import") in client.get(reverse("plans")).content.decode()) is sees
    building.template()
    assert (reverse("plan_import") in client.get(reverse("plans")).content.decode()) is sees


def test_no_plan_can_have_the_name_of_a_page():
    routes = {
        part
        for pattern in get_resolver().url_patterns
        for each in getattr(pattern, "url_patterns", ())
        if str(each.pattern).startswith("plans/")
        and not (part := str(each.pattern).split("/")[1]).startswith("<")
        and part
    }
    assert routes <= RESERVED_SLUGS
