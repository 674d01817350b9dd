"""Pages of models and their versions: what each person sees, every form's errors, and swaps that equal a reload."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from maturity.catalogue_file import read_model, write_model
from maturity.forms.model_versions import practice_values
from maturity.model_editing import find_practice, mark_of_dimension, mark_of_practice
from maturity.models import ModelVersion
from maturity.queries.model_files import model_file
from maturity.services import model_drafts
from maturity.services.model_versions import start_draft
from tests import build
from tests.maturity.drafts import text_of
from tests.maturity.models_made import HOUSE, dimension, loaded, practice, published

pytestmark = pytest.mark.django_db
OUTLINE = {"HX-Request": "true", "HX-Target": "outline"}
PREVIEW = {"HX-Request": "true", "HX-Target": "preview"}


@pytest.fixture
def first(db):
    return published()


@pytest.fixture
def draft(first):
    return start_draft(model=first.model, by=None, now=build.NOW)


def says(draft):
    return model_file(ModelVersion.objects.select_related("model").get(pk=draft.pk))


def address(name, version, *more):
    return reverse(name, args=(version.model.key, version.number, *more))


def fields(draft, **changes):
    """What the form of drills posts."""
    values = practice_values(find_practice(says(draft), "drills"))
    return {**values, "opened": mark_of_practice(says(draft), "drills"), **changes}


def hidden(html, name):
    """What a hidden field of a page holds."""
    found = re.search(f'name="{name}" value="([^"]*)"', html)
    assert found
    return found[1]


def outline(html):
    """The outline of a page, or of a swap: without the token, which each answer has its own of."""
    start = html.index('<div class="split" id="outline">')
    return re.sub(r'value="\w{64}"', "", html[start:]).partition("</main>")[0].split()


def upload(client, content, name="house.yaml"):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse("model_upload"), {"file": SimpleUploadedFile(name, data)})


def confirm(client, shown, **changes):
    found = {name: hidden(text_of(shown), name) for name in ("content", "opened")}
    return client.post(reverse("model_upload"), found | changes)


# Reading.


def test_an_empty_workspace_says_what_belongs_there(as_):
    assert "Upload its file to begin" in text_of(as_("administrator").get("/models/"))
    assert "An administrator of this workspace" in text_of(as_("member").get("/models/"))


def test_drafts_are_listed_for_those_who_decide_and_for_nobody_else(as_, draft):
    for who, sees in {"administrator": True, "leadership": True, "lead": False, "member": False}.items():
        assert ("Version 2" in text_of(as_(who).get("/models/"))) is sees, who


def test_a_draft_is_started_by_a_button(as_, first):
    page = text_of(as_("administrator").get("/models/"))
    assert "Start a draft" in page
    response = as_("administrator").post(reverse("model_draft_start", args=["house"]))
    assert response["Location"] == "/models/house/2/"
    assert "Start a draft" not in text_of(as_("administrator").get("/models/"))


def test_leadership_reads_a_draft_without_its_buttons(as_, draft):
    page = text_of(as_("leadership").get(address("model_version", draft)))
    assert "Backups are kept" in page
    assert "Retire" not in page
    assert "Save weights" not in page
    assert "Effect on teams" in page


def test_the_page_of_a_version_shows_every_practice_with_its_levels(as_, first):
    page = text_of(as_("member").get(address("model_version", first)))
    for word in ("Recovery", "Testing", "Drills are kept", "some drills", "weight 3", "half-life 180 d"):
        assert word in page


def test_an_export_reads_back_as_what_is_stored(as_, first):
    response = as_("member").get(address("model_export", first))
    assert response["Content-Type"].startswith("text/yaml")
    assert response["Content-Disposition"] == 'attachment; filename="house-1.yaml"'
    assert read_model("house-1.yaml", response.content) == HOUSE


def test_the_first_version_has_nothing_to_be_compared_with(as_, first):
    assert "There is nothing before it" in text_of(as_("member").get(address("model_changes", first)))


# Editing a practice.


def test_a_practice_is_changed_in_its_form(as_, draft):
    response = as_("administrator").post(
        address("model_practice_edit", draft, "drills"),
        fields(draft, level_1="half of the drills", metric="lead-time", evidence="One\n\n  Two "),
    )
    assert response["Location"] == "/models/house/2/#practice-drills"
    entry = find_practice(says(draft), "drills").practice
    assert entry.criteria == ("no drills", "half of the drills", "all drills")
    assert (entry.metric, entry.evidence) == ("lead-time", ("One", "Two"))


def test_a_form_that_is_saved_as_it_was_changes_nothing(as_, draft):
    as_("administrator").post(address("model_practice_edit", draft, "drills"), fields(draft))
    assert says(draft) == HOUSE


def test_a_practice_is_added_where_the_link_says(as_, draft):
    client = as_("administrator")
    page = text_of(client.get(address("model_practice_add", draft) + "?dimension=testing"))
    assert '<option value="testing" selected>' in page
    posted = fields(draft, title="Alerts", opened="", key="alerts", dimension="testing")
    response = client.post(address("model_practice_add", draft), posted)
    assert response["Location"] == "/models/house/2/#practice-alerts"
    assert find_practice(says(draft), "alerts").dimension.key == "testing"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " "}, "Title is empty."),
        ({"why": "x" * 2001}, "Why it matters is longer than 2000 characters."),
        ({"level_1": ""}, "1 · Some is empty."),
        ({"level_2": "x" * 401}, "2 · All is longer than 400 characters."),
        ({"weight": "0"}, "Weight must be a whole number from 1 to 100, not"),
        ({"half_life_days": "soon"}, "Half-life in days must be a whole number from 1 to 3650"),
        ({"dimension": "nowhere"}, "Select a valid choice."),
        ({"metric": "velocity"}, "Select a valid choice."),
        ({"evidence": "\n".join("abcdefg")}, "Evidence must have 0 to 6 entries, not 7."),
        ({"evidence": "x" * 201}, "Evidence is longer than 200 characters."),
        ({"reference_url_0": "http://a.example"}, "Address of reference 1 must be an address that starts"),
        ({"reference_title_1": "Alone", "reference_url_1": ""}, "Address of reference 2 must be an address"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(as_, draft, changes, message):
    response = as_("administrator").post(
        address("model_practice_edit", draft, "drills"), fields(draft, **changes)
    )
    assert response.status_code == 422
    assert message in text_of(response)
    assert says(draft) == HOUSE


def test_all_that_is_wrong_is_said_at_once(as_, draft):
    page = text_of(
        as_("administrator").post(
            address("model_practice_edit", draft, "drills"), fields(draft, title="", weight="x", level_0="")
        )
    )
    assert page.count('class="errorlist"') == 3


@pytest.mark.parametrize(
    ("key", "message"), [("drills", "Choose another"), ("Dr ills", "lower-case letters")]
)
def test_a_new_key_is_one_that_nobody_has(as_, draft, key, message):
    response = as_("administrator").post(
        address("model_practice_add", draft), fields(draft, opened="", key=key)
    )
    assert (response.status_code, message in text_of(response)) == (422, True)
    assert says(draft) == HOUSE


def test_the_second_of_two_sees_both_wordings_and_can_save_theirs(as_, draft, people):
    mine = fields(draft, title="Mine")
    theirs = practice("drills", title="Theirs")
    model_drafts.save_practice(
        draft=draft,
        practice=theirs,
        dimension="recovery",
        opened=mine["opened"],
        by=people["administrator"],
        now=build.NOW,
    )
    client = as_("administrator")
    response = client.post(address("model_practice_edit", draft, "drills"), mine)
    page = text_of(response)
    assert response.status_code == 409
    assert "Administrator changed this practice" in page
    assert "<td>Theirs</td><td>Mine</td>" in page
    assert find_practice(says(draft), "drills").practice.title == "Theirs"
    opened = hidden(page, "opened")
    client.post(address("model_practice_edit", draft, "drills"), mine | {"opened": opened})
    assert find_practice(says(draft), "drills").practice.title == "Mine"


def test_who_saves_what_was_retired_meanwhile_is_told_and_can_add_it_back(as_, draft):
    mine = fields(draft, title="Mine")
    model_drafts.retire_entry(
        draft=draft, entry=model_drafts.Entry("practice", "drills", mine["opened"]), by=None, now=build.NOW
    )
    client = as_("administrator")
    response = client.post(address("model_practice_edit", draft, "drills"), mine)
    assert (response.status_code, "retired this practice" in text_of(response)) == (409, True)
    client.post(address("model_practice_edit", draft, "drills"), mine | {"opened": ""})
    assert find_practice(says(draft), "drills").practice.title == "Mine"


# The preview.


def test_the_preview_is_the_card_of_what_is_typed_and_writes_nothing(as_, draft):
    client = as_("administrator")
    typed = fields(draft, title="Drills <b>", level_1="half   of them", weight="x")
    html = text_of(
        client.post(
            address("model_preview", draft), typed, headers={"HX-Request": "true", "HX-Target": "preview"}
        )
    )
    assert html.lstrip().startswith('<div class="card practice" id="preview">')
    assert "Drills &lt;b&gt;" in html
    assert "half of them" in html
    assert says(draft) == HOUSE


def test_the_swapped_preview_is_the_one_of_the_page_after_its_button(as_, draft):
    client, typed = as_("administrator"), fields(draft, title="Other", level_0="")
    swap = text_of(client.post(address("model_preview", draft), typed, headers=PREVIEW)).split()
    page = text_of(
        client.post(address("model_practice_edit", draft, "drills"), typed | {"preview": "yes"})
    ).split()
    assert " ".join(swap) in " ".join(page)
    assert says(draft) == HOUSE


# Dimensions and the model's words.


def test_a_dimension_is_added_and_must_get_a_practice(as_, draft):
    client = as_("administrator")
    posted = {"key": "flow", "title": "Flow", "summary": "About flow.", "weight": "2", "opened": ""}
    response = client.post(address("model_dimension_add", draft), posted)
    assert response["Location"] == "/models/house/2/#dimension-flow"
    assert "Flow has no practice" in text_of(client.get(address("model_version", draft)))
    response = client.post(address("model_dimension_add", draft), posted)
    assert (response.status_code, "Choose another" in text_of(response)) == (422, True)


def test_a_dimension_is_changed_and_the_second_is_told(as_, draft):
    client, opened = as_("administrator"), mark_of_dimension(HOUSE, "testing")
    posted = {"title": "Tests", "summary": "About tests.", "weight": "2", "opened": opened}
    assert client.post(address("model_dimension_edit", draft, "testing"), posted).status_code == 302
    response = client.post(address("model_dimension_edit", draft, "testing"), posted | {"title": "Other"})
    assert (response.status_code, "<td>Tests</td><td>Other</td>" in text_of(response)) == (409, True)


def test_levels_are_renamed_and_a_name_is_used_once(as_, draft):
    client = as_("administrator")
    page = text_of(client.get(address("model_details", draft)))
    opened = hidden(page, "opened")
    posted = {"name": "Ours", "summary": "New.", "level_0": "No", "level_1": "no", "level_2": "All"}
    response = client.post(address("model_details", draft), posted | {"opened": opened})
    assert (response.status_code, "Level 1 is used twice." in text_of(response)) == (422, True)
    client.post(address("model_details", draft), posted | {"opened": opened, "level_1": "Part"})
    assert says(draft).scale == ("No", "Part", "All")
    assert "The levels changed." in text_of(client.get(address("model_changes", draft)))


# The outline.


@pytest.mark.parametrize(
    ("name", "more", "data"),
    [
        ("model_practice_move", ["runbooks"], {"place": "0"}),
        ("model_practice_retire", ["drills"], {"opened": mark_of_practice(HOUSE, "drills")}),
        ("model_dimension_move", ["testing"], {"place": "0"}),
        ("model_dimension_retire", ["testing"], {"opened": mark_of_dimension(HOUSE, "testing")}),
        ("model_weights", [], {"practice drills": "9", "was practice drills": "1"}),
    ],
)
def test_after_each_swap_stands_what_a_reload_shows(as_, draft, name, more, data):
    client = as_("administrator")
    before = outline(text_of(client.get(address("model_version", draft))))
    swap = outline(text_of(client.post(address(name, draft, *more), data, headers=OUTLINE)))
    page = outline(text_of(client.get(address("model_version", draft))))
    assert swap != before
    assert page[: len(swap)] == swap


def test_what_was_removed_is_added_back_with_a_button(as_, draft):
    client = as_("administrator")
    client.post(
        address("model_practice_retire", draft, "drills"), {"opened": mark_of_practice(HOUSE, "drills")}
    )
    page = text_of(client.get(address("model_version", draft)))
    assert "restore-practice-drills" in page
    swap = text_of(client.post(address("model_practice_restore", draft, "drills"), headers=OUTLINE))
    assert "restore-practice-drills" not in swap
    assert outline(text_of(client.get(address("model_version", draft))))[: len(outline(swap))] == outline(
        swap
    )
    assert says(draft) == HOUSE


@pytest.mark.parametrize("weight", ["0", "101", "x", "", "١"])
def test_a_weight_that_is_none_is_refused_in_a_toast(as_, draft, weight):
    data = {"practice drills": weight, "was practice drills": "1"}
    response = as_("administrator").post(address("model_weights", draft), data, headers=OUTLINE)
    assert (response.status_code, response["HX-Retarget"]) == (422, "#toasts")
    assert "whole number from 1 to 100" in text_of(response)


def test_a_published_version_is_not_edited(as_, first):
    response = as_("administrator").get(address("model_practice_edit", first, "drills"))
    assert (response.status_code, "published and frozen" in text_of(response)) == (422, True)


# The difference, publishing, discarding, retiring.


@pytest.fixture
def changed(draft):
    """drills is reworded, backups is heavier, units is gone, alerts is new."""
    recovery = (
        practice("backups", weight=9),
        practice("drills", criteria=("no drills", "rarely", "all drills")),
    )
    new = replace(
        says(draft),
        dimensions=(
            dimension("recovery", *recovery, practice("runbooks")),
            dimension("testing", practice("contracts"), practice("alerts"), weight=3),
        ),
    )
    return loaded(new)


def test_the_difference_shows_words_weights_new_and_removed(as_, changed):
    page = text_of(as_("leadership").get(address("model_changes", changed)))
    assert "<del>some drills</del><ins>rarely</ins>" in page
    assert "<del>2</del> <ins>9</ins>" in page
    for words in (
        "1 new practice",
        "1 practice removed",
        "1 asked again",
        "Units are kept",
        "Alerts are kept",
    ):
        assert words in page


def test_the_effect_is_told_for_each_dimension_before_publishing(as_, changed):
    cycle = build.cycle(ModelVersion.objects.get(number=1))
    build.submission(cycle, build.team("Ledger"), {"backups": 2, "drills": 1, "runbooks": 0, "units": 1})
    page = text_of(as_("leadership").get(address("model_publish", changed)))
    # (2·2 + 1)/4 = 1.25 becomes 9·2/10 = 1.8; of testing only what is gone was answered.
    assert "1 team would read higher (median 0.6)." in page
    assert "1 team would have no data any more." in page
    assert "Publish version 2" not in page


def test_publishing_freezes_and_says_so(as_, changed):
    client = as_("administrator")
    response = client.post(address("model_publish", changed), {"opened": changed.digest}, follow=True)
    assert "Version 2 is published and frozen" in text_of(response)
    assert ModelVersion.objects.get(number=2).state == "published"
    again = client.post(address("model_publish", changed), {"opened": changed.digest})
    assert again.status_code == 302


def test_what_somebody_changed_meanwhile_is_not_published(as_, changed):
    response = as_("administrator").post(address("model_publish", changed), {"opened": "older"})
    assert (response.status_code, "Nothing is published" in text_of(response)) == (409, True)


def test_an_unchanged_draft_cannot_be_published(as_, draft):
    page = text_of(as_("administrator").get(address("model_publish", draft)))
    assert "says the same as version 1" in page
    assert 'id="publish" disabled' in page


def test_discarding_asks_first(as_, draft):
    client = as_("administrator")
    assert "All that was changed in it is gone" in text_of(client.get(address("model_discard", draft)))
    assert ModelVersion.objects.filter(state="draft").exists()
    assert client.post(address("model_discard", draft))["Location"] == "/models/"
    assert not ModelVersion.objects.filter(state="draft").exists()


def test_an_older_version_is_retired_by_a_button(as_, changed, first):
    client = as_("administrator")
    assert "The newest version stays in use" in text_of(client.get(address("model_version", first)))
    client.post(address("model_publish", changed), {"opened": changed.digest})
    assert "Retire this version" in text_of(client.get(address("model_version", first)))
    client.post(address("model_retire", first))
    assert ModelVersion.objects.get(number=1).state == "retired"


# Uploading.


def test_an_export_uploaded_again_changes_nothing(as_, first):
    client = as_("administrator")
    exported = client.get(address("model_export", first)).content
    page = text_of(upload(client, exported))
    assert "The file says the same as" in page
    assert "Make the draft" not in page
    assert ModelVersion.objects.count() == 1


def test_a_file_is_shown_as_a_difference_and_stored_once_confirmed(as_, first):
    client = as_("administrator")
    changed = replace(HOUSE, name="House, better", dimensions=HOUSE.dimensions[:1])
    shown = upload(client, write_model(changed))
    assert "1 dimension removed" in text_of(shown)
    assert ModelVersion.objects.count() == 1
    assert confirm(client, shown)["Location"] == "/models/house/2/"
    assert says(ModelVersion.objects.get(number=2)) == changed
    confirm(client, shown)
    assert ModelVersion.objects.count() == 2


def test_a_new_model_is_uploaded(as_, db):
    client = as_("administrator")
    shown = upload(client, write_model(HOUSE))
    assert "No model has the key “house” yet" in text_of(shown)
    assert confirm(client, shown)["Location"] == "/models/house/1/"


def test_a_draft_that_changed_meanwhile_is_not_replaced_unseen(as_, draft):
    client = as_("administrator")
    changed = replace(HOUSE, name="Other")
    shown = upload(client, write_model(changed))
    assert "Replace the draft?" in text_of(shown)
    client.post(address("model_weights", draft), {"practice drills": "9", "was practice drills": "1"})
    response = confirm(client, shown)
    assert (response.status_code, "Nothing was overwritten" in text_of(response)) == (409, True)
    assert says(draft).name == "House model"
    assert confirm(client, response).status_code == 302
    assert says(draft).name == "Other"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"format: 1\nformat: 1\n", "house.yaml:2: "),
        (b"\x89PNG\0", "house.yaml:1: not a text file"),
        (b"#" * 2_000_001, "house.yaml:1: larger than 2 MB"),
        (
            write_model(HOUSE).replace("weight: 3", "weight: 0").encode(),
            "must be a whole number from 1 to 100",
        ),
        (b"", "The file is empty."),
    ],
    ids=["field twice", "binary", "too large", "weight 0", "empty"],
)
def test_a_file_with_an_error_says_which_line_and_changes_nothing(as_, first, content, message):
    response = upload(as_("administrator"), content)
    assert (response.status_code, message in text_of(response)) == (422, True)
    assert ModelVersion.objects.count() == 1


def test_what_was_not_shown_is_not_confirmed(as_, first):
    client = as_("administrator")
    response = client.post(reverse("model_upload"), {"content": "forged", "opened": ""})
    assert (response.status_code, "too old to be confirmed" in text_of(response)) == (422, True)
    assert ModelVersion.objects.count() == 1


def test_without_a_file_the_form_says_so(as_, db):
    response = as_("administrator").post(reverse("model_upload"))
    assert (response.status_code, "Choose a file first." in text_of(response)) == (422, True)
