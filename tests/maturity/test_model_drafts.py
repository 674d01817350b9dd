"""Editing a draft in place: each edit, doing it twice, the second of two people, and who may."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from common.decisions import ChangedSince, DomainError, Refused
from maturity.model_editing import (
    find_dimension,
    find_practice,
    mark_of_details,
    mark_of_dimension,
    mark_of_practice,
)
from maturity.models import Cycle, MaturityModel, ModelVersion
from maturity.queries.model_files import model_file
from maturity.services import model_drafts
from maturity.services.model_drafts import Entry, InvalidEdit, Weighed
from maturity.services.model_versions import (
    discard_draft,
    load_model,
    publish_version,
    retire_version,
    start_draft,
    why_not_publish,
)
from teams.models import Event
from tests import build
from tests.maturity.models_made import HOUSE, dimension, loaded, practice, published


@pytest.fixture
def draft(db):
    published()
    return started()


@pytest.fixture
def ana(db):
    return build.user("Ana", role="administrator")


@pytest.fixture
def ben(db):
    return build.user("Ben", role="administrator")


def started(by=None):
    return start_draft(model=MaturityModel.objects.get(), by=by, now=build.NOW)


def says(draft):
    return model_file(ModelVersion.objects.select_related("model").get(pk=draft.pk))


def put(draft, entry, *, by=None, opened=None, into="recovery"):
    mark = mark_of_practice(says(draft), entry.key) if opened is None else opened
    return model_drafts.save_practice(
        draft=draft, practice=entry, dimension=into, opened=mark, by=by, now=build.NOW
    )


def weigh(draft, *weighed, by=None):
    return model_drafts.weigh_entries(draft=draft, weighed=weighed, by=by, now=build.NOW)


def retire(draft, kind, key, opened, by=None):
    return model_drafts.retire_entry(draft=draft, entry=Entry(kind, key, opened), by=by, now=build.NOW)


def last_event():
    event = Event.objects.latest("pk")
    return event.verb, event.detail


# Starting and discarding.


def test_a_draft_starts_with_what_the_newest_version_says(draft):
    assert (draft.number, draft.state) == (2, "draft")
    assert says(draft) == HOUSE
    assert last_event() == ("started", {"from": 1})


def test_starting_twice_is_starting_once(draft):
    events = Event.objects.count()
    assert started() == draft
    assert (ModelVersion.objects.count(), Event.objects.count()) == (2, events)


@pytest.mark.django_db
def test_a_model_without_a_version_has_nothing_to_start_from():
    MaturityModel.objects.create(key="bare", name="Bare")
    with pytest.raises(DomainError, match="Upload its file"):
        started()


def test_a_discarded_draft_is_gone_and_the_published_stays(draft):
    discard_draft(draft=draft, by=None, now=build.NOW)
    assert [version.state for version in ModelVersion.objects.all()] == ["published"]
    assert last_event()[0] == "discarded"
    with pytest.raises(ChangedSince, match="discarded"):
        discard_draft(draft=draft, by=None, now=build.NOW)


@pytest.mark.django_db
def test_a_model_that_was_never_published_goes_with_its_draft():
    discard_draft(draft=loaded(), by=None, now=build.NOW)
    assert not MaturityModel.objects.exists()


# Edits.


def test_a_practice_is_added_changed_and_moved(draft, ana):
    put(draft, practice("alerts"), by=ana, opened="")
    assert last_event() == ("added", {"practice": "alerts"})
    put(draft, practice("alerts", title="Alerts lead to action"), by=ana, into="testing")
    assert last_event() == ("changed", {"practice": "alerts"})
    placed = find_practice(says(draft), "alerts")
    assert (placed.dimension.key, placed.practice.title) == ("testing", "Alerts lead to action")


def test_saving_the_same_again_writes_nothing(draft):
    changed = practice("drills", weight=9)
    put(draft, changed)
    before, events = ModelVersion.objects.get(pk=draft.pk).digest, Event.objects.count()
    put(draft, changed, opened="the mark of an hour ago")
    assert (ModelVersion.objects.get(pk=draft.pk).digest, Event.objects.count()) == (before, events)


def test_the_second_of_two_people_is_told_by_name_and_overwrites_nothing(draft, ana, ben):
    opened = mark_of_practice(HOUSE, "drills")
    put(draft, practice("drills", title="Ana’s"), by=ana, opened=opened)
    with pytest.raises(ChangedSince, match="Ana changed this practice"):
        put(draft, practice("drills", title="Ben’s"), by=ben, opened=opened)
    assert find_practice(says(draft), "drills").practice.title == "Ana’s"


def test_people_who_edit_different_entries_do_not_disturb_each_other(draft, ana, ben):
    opened = {key: mark_of_practice(HOUSE, key) for key in ("drills", "backups")}
    put(draft, practice("drills", title="Ana’s"), by=ana, opened=opened["drills"])
    put(draft, practice("backups", title="Ben’s"), by=ben, opened=opened["backups"])
    titles = [p.title for p in says(draft).dimensions[0].practices]
    assert titles == ["Ben’s", "Ana’s", "Runbooks are kept"]


def test_who_edits_what_was_retired_meanwhile_is_told(draft, ana, ben):
    opened = mark_of_practice(HOUSE, "drills")
    retire(draft, "practice", "drills", opened, by=ana)
    with pytest.raises(ChangedSince, match="Ana retired this practice"):
        put(draft, practice("drills", title="Ben’s"), by=ben, opened=opened)
    put(draft, practice("drills", title="Ben’s"), by=ben, opened="")
    assert find_practice(says(draft), "drills").practice.title == "Ben’s"


def test_what_somebody_changed_is_not_retired_unseen(draft, ana, ben):
    opened = mark_of_practice(HOUSE, "drills")
    put(draft, practice("drills", weight=8), by=ana, opened=opened)
    with pytest.raises(ChangedSince, match="Ana changed"):
        retire(draft, "practice", "drills", opened, by=ben)


def test_retiring_twice_is_retiring_once_and_it_comes_back(draft):
    opened = mark_of_practice(HOUSE, "drills")
    retire(draft, "practice", "drills", opened)
    events = Event.objects.count()
    retire(draft, "practice", "drills", opened)
    assert Event.objects.count() == events
    model_drafts.restore_entry(draft=draft, kind="practice", key="drills", by=None, now=build.NOW)
    assert says(draft) == HOUSE
    assert last_event() == ("restored", {"practice": "drills"})


def test_a_dimension_is_retired_with_its_practices_and_comes_back(draft):
    retire(draft, "dimension", "testing", mark_of_dimension(HOUSE, "testing"))
    assert [each.key for each in says(draft).dimensions] == ["recovery"]
    model_drafts.restore_entry(draft=draft, kind="dimension", key="testing", by=None, now=build.NOW)
    assert says(draft) == HOUSE


@pytest.mark.django_db
def test_in_a_first_version_nothing_comes_back():
    with pytest.raises(InvalidEdit, match="no version before"):
        model_drafts.restore_entry(draft=loaded(), kind="practice", key="drills", by=None, now=build.NOW)


def test_a_dimension_is_added_and_changed(draft):
    def save(entry, opened):
        return model_drafts.save_dimension(
            draft=draft, dimension=entry, opened=opened, by=None, now=build.NOW
        )

    save(dimension("flow"), "")
    save(dimension("flow", title="Delivery flow"), mark_of_dimension(says(draft), "flow"))
    assert find_dimension(says(draft), "flow").title == "Delivery flow"
    with pytest.raises(ChangedSince):
        save(dimension("flow", title="Flow again"), "an older mark")


def test_the_models_words_change_once_for_the_first_of_two(draft):
    def save(name, opened):
        return model_drafts.save_details(
            draft=draft, name=name, summary="New.", scale=HOUSE.scale, opened=opened, by=None, now=build.NOW
        )

    opened = mark_of_details(HOUSE)
    save("Ours", opened)
    assert (says(draft).name, MaturityModel.objects.get().name) == ("Ours", "House model")
    save("Ours", opened)
    with pytest.raises(ChangedSince):
        save("Theirs", opened)


def test_moving_twice_to_a_place_is_moving_once(draft):
    for _ in range(2):
        model_drafts.move_entry(draft=draft, kind="practice", key="runbooks", place=0, by=None, now=build.NOW)
    assert [p.key for p in says(draft).dimensions[0].practices] == ["runbooks", "backups", "drills"]


def test_what_cannot_be_done_says_why_and_blames_its_field(draft):
    with pytest.raises(InvalidEdit) as caught:
        put(draft, practice("drills"), into="nowhere")
    assert caught.value.field == "dimension"


def test_weights_change_together_or_not_at_all(draft, ana):
    weigh(draft, Weighed("practice", "backups", 2, 5), Weighed("dimension", "testing", 3, 4))
    with pytest.raises(ChangedSince, match="the weight 5"):
        weigh(draft, Weighed("practice", "drills", 1, 7), Weighed("practice", "backups", 2, 9))
    file = says(draft)
    assert [p.weight for p in file.dimensions[0].practices] == [5, 1, 1]
    assert file.dimensions[1].weight == 4


def test_weights_that_are_not_touched_do_not_stand_in_the_way(draft):
    weigh(draft, Weighed("practice", "backups", 2, 5))
    weigh(draft, Weighed("practice", "backups", 2, 2), Weighed("practice", "drills", 1, 7))
    assert [p.weight for p in says(draft).dimensions[0].practices] == [5, 7, 1]


def test_who_gave_the_other_weight_is_named(draft, ana):
    weigh(draft, Weighed("practice", "backups", 2, 5), by=ana)
    with pytest.raises(ChangedSince, match="Ana gave “Backups are kept” the weight 5"):
        weigh(draft, Weighed("practice", "backups", 2, 9))


def test_a_weight_of_what_was_retired_is_refused(draft):
    retire(draft, "practice", "drills", mark_of_practice(HOUSE, "drills"))
    with pytest.raises(ChangedSince, match="retired “drills”"):
        weigh(draft, Weighed("practice", "drills", 1, 9))


def test_nobody_edits_what_was_published_meanwhile(draft):
    put(draft, practice("drills", weight=9))
    publish_version(version=draft, by=None, now=build.NOW)
    with pytest.raises(ChangedSince, match="frozen"):
        put(draft, practice("drills", weight=8))


def test_an_edit_takes_a_fixed_number_of_statements(draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(26):
        put(draft, practice("drills", weight=9), opened=mark_of_practice(HOUSE, "drills"))


@pytest.mark.parametrize("role", ["member", "leadership"])
def test_only_an_administrator_edits(draft, role):
    person = build.user(role=role)
    before = says(draft)
    for edit in (
        lambda: put(draft, practice("drills", weight=9), by=person),
        lambda: retire(draft, "practice", "drills", mark_of_practice(HOUSE, "drills"), by=person),
        lambda: weigh(draft, Weighed("practice", "backups", 2, 5), by=person),
        lambda: started(by=person),
        lambda: discard_draft(draft=draft, by=person, now=build.NOW),
    ):
        with pytest.raises(Refused):
            edit()
    assert says(draft) == before


# Publishing and retiring.


def test_a_published_draft_is_frozen(draft):
    put(draft, practice("drills", weight=9))
    publish_version(version=draft, by=None, now=build.NOW)
    for change in ({"name": "Other"}, {"summary": "Other"}, {"digest": "other"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ModelVersion.objects.filter(pk=draft.pk).update(**change)


def test_a_draft_that_says_nothing_new_is_not_published(draft):
    with pytest.raises(DomainError, match="says the same as version 1"):
        publish_version(version=draft, by=None, now=build.NOW)


def test_a_draft_with_an_empty_dimension_is_not_published(draft):
    model_drafts.save_dimension(
        draft=draft, dimension=dimension("flow", title="Flow"), opened="", by=None, now=build.NOW
    )
    with pytest.raises(DomainError, match="Flow has no practice"):
        publish_version(version=draft, by=None, now=build.NOW)
    for key in ("flow", "recovery", "testing"):
        retire(draft, "dimension", key, mark_of_dimension(says(draft), key))
    assert "no dimension" in why_not_publish(ModelVersion.objects.get(pk=draft.pk))


def test_what_changed_after_the_page_was_opened_is_not_published(draft):
    opened = draft.digest
    put(draft, practice("drills", weight=9))
    with pytest.raises(ChangedSince, match="Nothing is published"):
        publish_version(version=draft, opened=opened, by=None, now=build.NOW)
    assert ModelVersion.objects.get(pk=draft.pk).is_draft


def test_a_file_does_not_replace_a_draft_that_changed_after_the_difference_was_shown(draft):
    opened = draft.digest
    put(draft, practice("drills", weight=9))
    with pytest.raises(ChangedSince):
        load_model(file=replace(HOUSE, name="Other"), replacing=opened, by=None, now=build.NOW)
    assert says(draft).name == "House model"


def test_an_older_version_that_no_running_cycle_needs_is_retired_once(draft):
    first = ModelVersion.objects.get(number=1)
    with pytest.raises(DomainError, match="newest version"):
        retire_version(version=first, by=None, now=build.NOW)
    put(draft, practice("drills", weight=9))
    publish_version(version=draft, by=None, now=build.NOW)
    cycle = build.cycle(first)
    with pytest.raises(DomainError, match="2026 Q4 asks it"):
        retire_version(version=first, by=None, now=build.NOW)
    Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.State.CLOSED)
    assert retire_version(version=first, by=None, now=build.NOW).state == "retired"
    events = Event.objects.count()
    retire_version(version=first, by=None, now=build.NOW)
    assert Event.objects.count() == events


def test_a_draft_is_not_retired(draft):
    with pytest.raises(DomainError, match="Only a published"):
        retire_version(version=draft, by=None, now=build.NOW)
