"""The database itself refuses to change what is frozen, whatever code asks for it."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from maturity.models import (
    Dimension,
    LevelCriterion,
    ModelVersion,
    Practice,
    Reference,
    Submission,
    SubmittedAnswer,
)
from tests import build

pytestmark = pytest.mark.django_db


def refused(action: Callable[[], object], words: str) -> None:
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        action()


PUBLISHED = "published and retired model versions are never changed"
SUBMITTED = "submissions are never changed"


def test_a_submission_cannot_be_changed_or_deleted() -> None:
    submission = build.submission(build.cycle(build.version()), build.team(), {"testing-1": 2})
    rows = Submission.objects.filter(pk=submission.pk)
    refused(lambda: rows.update(reason="another"), SUBMITTED)
    refused(lambda: rows._raw_delete(rows.db), SUBMITTED)


def test_a_submitted_answer_cannot_be_changed_or_deleted() -> None:
    submission = build.submission(build.cycle(build.version()), build.team(), {"testing-1": 2})
    rows = SubmittedAnswer.objects.filter(submission=submission)
    refused(lambda: rows.update(level=4), SUBMITTED)
    refused(lambda: rows._raw_delete(rows.db), SUBMITTED)
    assert rows.get(practice__key="testing-1").level == 2


@pytest.mark.parametrize("model", [Dimension, Practice, LevelCriterion])
def test_what_a_published_version_says_cannot_be_changed_or_deleted(model) -> None:
    build.version()
    field = "text" if model is LevelCriterion else "title"
    refused(lambda: model.objects.update(**{field: "reworded"}), PUBLISHED)
    refused(lambda: model.objects.all()._raw_delete("default"), PUBLISHED)


def test_nothing_is_added_to_a_published_version() -> None:
    version = build.version()
    practice = version.practices.all()[0]
    refused(lambda: Dimension.objects.create(version=version, key="new", title="New", position=9), PUBLISHED)
    refused(
        lambda: Reference.objects.create(
            practice=practice, title="New", url="https://example.org", position=1
        ),
        PUBLISHED,
    )


def test_a_row_of_a_draft_cannot_be_moved_into_a_published_version() -> None:
    published = build.version()
    draft = build.version({"release": (1,)}, model=published.model, published=False)
    refused(lambda: Dimension.objects.filter(version=draft).update(version=published), PUBLISHED)


@pytest.mark.parametrize(
    "change",
    [{"state": "draft"}, {"digest": "0"}, {"number": 9}, {"scale": ["Low", "High"]}],
    ids=lambda c: next(iter(c)),
)
def test_a_published_version_stays_what_it_is(change: dict[str, object]) -> None:
    version = build.version()
    refused(lambda: ModelVersion.objects.filter(pk=version.pk).update(**change), PUBLISHED)


def test_a_published_version_can_be_retired_and_is_frozen_still() -> None:
    version = build.version()
    ModelVersion.objects.filter(pk=version.pk).update(state=ModelVersion.State.RETIRED)
    refused(lambda: version.practices.update(weight=5), PUBLISHED)


@pytest.mark.django_db(transaction=True)
def test_practices_stay_frozen_when_a_migration_rebuilds_their_table():
    version = build.version()
    call_command("migrate", "maturity", "0002", verbosity=0)
    call_command("migrate", "maturity", verbosity=0)
    assert version.practices.count() == 3
    refused(lambda: version.practices.update(weight=5), PUBLISHED)
    refused(lambda: Reference.objects.create(practice=version.practices.all()[0], position=1), PUBLISHED)


def test_a_draft_can_be_changed_and_emptied() -> None:
    draft = build.version(published=False)
    draft.practices.update(weight=5)
    LevelCriterion.objects.all().delete()
    draft.practices.all().delete()
    draft.dimensions.all().delete()
    draft.delete()
    assert not ModelVersion.objects.exists()
