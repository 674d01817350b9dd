from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from common.decisions import DomainError, Refused
from maturity.catalogue_file import DimensionEntry, ModelFile, PracticeEntry, ReferenceEntry, write_model
from maturity.models import (
    Dimension,
    LevelCriterion,
    MaturityModel,
    ModelVersion,
    Practice,
    Reference,
)
from maturity.services.model_versions import digest_of, load_model, publish_version
from teams.models import Event
from tests import build

pytestmark = pytest.mark.django_db
CATALOGUE = Path("maturity/catalogue/waymark-engineering.yaml")


def practice(key="backups", **changes):
    entry = PracticeEntry(
        key=key,
        title="Backups are restored",
        why="A backup that was never restored is a hope.",
        weight=2,
        half_life_days=90,
        criteria=("None.", "By hand.", "Every night."),
        references=(ReferenceEntry("A page", "https://example.org/backups"),),
    )
    return replace(entry, **changes)


def model_file(*practices, **changes):
    dimension = DimensionEntry("recovery", "Recovery", "After a loss.", 3, practices or (practice(),))
    file = ModelFile("house", "House model", "Ours.", ("Absent", "Some", "All"), (dimension,))
    return replace(file, **changes)


def load(file, **changes):
    return load_model(**{"file": file, "by": None, "now": build.NOW} | changes)


def publish(version, **changes):
    return publish_version(**{"version": version, "by": None, "now": build.NOW} | changes)


def rows():
    tables = (MaturityModel, ModelVersion, Dimension, Practice, LevelCriterion, Reference, Event)
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}


def test_a_file_becomes_a_draft_with_all_that_it_says():
    version = load(model_file(practice(), practice("runbooks", weight=1, references=())))
    assert (version.state, version.number, version.scale) == ("draft", 1, ["Absent", "Some", "All"])
    assert version.model.name == "House model"
    dimension = version.dimensions.get()
    assert (dimension.key, dimension.title, dimension.weight) == ("recovery", "Recovery", 3)
    first, second = version.practices.all()
    assert (first.key, first.weight, first.half_life_days) == ("backups", 2, 90)
    assert second.key == "runbooks"
    assert list(first.criteria.values_list("level", "text")) == [
        (0, "None."),
        (1, "By hand."),
        (2, "Every night."),
    ]
    assert list(first.references.values_list("title", "url")) == [("A page", "https://example.org/backups")]


def test_a_practice_keeps_its_effort_its_metric_and_its_evidence():
    guided = practice(effort="A day", metric="recovery-time", evidence=("The log", "A drill's minutes"))
    first, second = load(model_file(guided, practice("runbooks"))).practices.all()
    assert (first.effort, first.metric, first.evidence) == (
        "A day",
        "recovery-time",
        ["The log", "A drill's minutes"],
    )
    assert (second.effort, second.metric, second.evidence) == ("", "", [])


def test_the_database_knows_the_delivery_metrics():
    load(model_file())
    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.update(metric="velocity")


def test_the_shipped_model_loads_in_a_few_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(28):
        call_command("load_model", CATALOGUE, "--publish")
    assert Practice.objects.count() >= 25
    assert ModelVersion.objects.get().state == "published"


def test_loading_the_same_content_again_changes_nothing():
    load(model_file())
    before = rows()
    load(model_file())
    assert rows() == before


def test_loading_what_is_published_already_changes_nothing():
    version = publish(load(model_file()))
    before = rows()
    assert load(model_file()) == version
    assert rows() == before


def test_a_draft_is_replaced_whole():
    first = load(model_file(practice(), practice("runbooks")))
    second = load(model_file(practice(title="Backups are restored monthly"), name="House model 2"))
    assert second.pk == first.pk
    assert [p.title for p in second.practices.all()] == ["Backups are restored monthly"]
    assert LevelCriterion.objects.count() == 3
    assert second.digest == digest_of(
        model_file(practice(title="Backups are restored monthly"), name="House model 2")
    )
    assert MaturityModel.objects.get().name == "House model 2"


def test_a_change_after_publishing_makes_the_next_draft_and_leaves_the_published_alone():
    first = publish(load(model_file()))
    second = load(model_file(practice(weight=5)))
    assert (second.number, second.state) == (2, "draft")
    assert first.practices.get().weight == 2


def test_publishing_twice_is_publishing_once():
    version = publish(load(model_file()))
    events = Event.objects.count()
    assert publish(version, now=build.NOW.replace(hour=12)).published_at == build.NOW
    assert Event.objects.count() == events


def test_a_published_version_is_frozen():
    version = publish(load(model_file()))
    with pytest.raises(DatabaseError), transaction.atomic():
        version.practices.update(weight=9)


def test_a_retired_version_is_not_published_again():
    version = publish(load(model_file()))
    ModelVersion.objects.update(state=ModelVersion.State.RETIRED)
    with pytest.raises(DomainError, match="retired"):
        publish(version)


def test_only_an_administrator_loads_and_publishes():
    member, administrator = build.user(), build.user(role="administrator")
    with pytest.raises(Refused):
        load(model_file(), by=member)
    version = load(model_file(), by=administrator)
    with pytest.raises(Refused):
        publish(version, by=member)
    assert publish(version, by=administrator).state == "published"
    assert [event.actor for event in Event.objects.order_by("pk")] == [administrator] * 2


def test_the_digest_is_of_the_content_and_not_of_the_layout():
    assert digest_of(model_file()) == digest_of(model_file())
    assert digest_of(model_file()) != digest_of(model_file(practice(why="Because.")))


def test_the_digest_of_an_edition_from_before_effort_metric_and_evidence_is_what_it_was():
    assert digest_of(model_file()) == "0365157b3be44c919f7cc21fb1813d4c87750d765a7a16b247a8165bf0cf62f6"
    assert digest_of(model_file(practice(effort="A day"))) != digest_of(model_file())


def test_the_command_says_what_it_loaded(tmp_path, capsys):
    path = tmp_path / "model.yaml"
    path.write_text(write_model(model_file()))
    call_command("load_model", path)
    call_command("load_model", path, "--publish")
    assert capsys.readouterr().out.splitlines() == [
        "House model 1: draft, 1 practices.",
        "House model 1: published, 1 practices.",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", ":1: the file is empty"),
        (b"\x00\x01\x02", ":1: not a text file"),
        (b"format: 1\nformat: 1\n", ":2: "),
        (b"x" * 2_000_001, ":1: larger than"),
        (CATALOGUE.read_bytes().replace(b"weight: 3", b"weight: 0", 1), "weight"),
        (CATALOGUE.read_bytes().replace(b"          4: ", b"          7: ", 1), "level 7"),
    ],
    ids=["empty", "binary", "duplicate key", "too large", "weight 0", "level 7 on a scale of 4"],
)
def test_a_file_that_is_wrong_gets_one_error_and_changes_nothing(tmp_path, capsys, content, message):
    path = tmp_path / "model.yaml"
    path.write_bytes(content)
    before = rows()
    with pytest.raises(SystemExit) as left:
        call_command("load_model", path, "--publish")
    error = capsys.readouterr().err
    assert left.value.code == 2
    assert error.startswith(f"{path}:")
    assert message in error
    assert len(error.splitlines()) == 1
    assert rows() == before


@pytest.mark.parametrize("name", ["missing.yaml", ""])
def test_a_file_that_cannot_be_read_gets_one_error(tmp_path, capsys, name):
    with pytest.raises(SystemExit) as left:
        call_command("load_model", tmp_path / name)
    assert left.value.code == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_failure_while_publishing_leaves_no_draft_behind(tmp_path, monkeypatch):
    path = tmp_path / "model.yaml"
    path.write_text(write_model(model_file()))

    def fail(**kwargs):
        raise DomainError("No.")

    monkeypatch.setattr("maturity.services.model_versions.publish_version", fail)
    with pytest.raises(SystemExit):
        call_command("load_model", path, "--publish")
    assert not ModelVersion.objects.exists()
