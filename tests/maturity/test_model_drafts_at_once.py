"""Several administrators edit one draft in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from common.decisions import ChangedSince
from maturity.model_editing import find_practice, mark_of_practice
from maturity.models import MaturityModel, ModelVersion
from maturity.queries.model_files import model_file
from maturity.services.model_drafts import save_practice
from maturity.services.model_versions import start_draft
from tests import build
from tests.maturity.models_made import HOUSE, practice, published

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*edits):
    """Each edit in a thread and a connection of its own, begun together; what each raised, None for nothing."""
    barrier = Barrier(len(edits))

    def run(edit):
        try:
            barrier.wait()
            edit()
        except ChangedSince as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(edits)) as pool:
        return list(pool.map(run, edits))


def saving(draft, key, title):
    def save():
        save_practice(
            draft=draft,
            practice=practice(key, title=title),
            dimension="recovery",
            opened=mark_of_practice(HOUSE, key),
            by=None,
            now=build.NOW,
        )

    return save


def says(draft):
    return model_file(ModelVersion.objects.select_related("model").get(pk=draft.pk))


def test_edits_of_different_practices_are_all_kept():
    draft = start_draft(model=published().model, by=None, now=build.NOW)
    keys = ("backups", "drills", "runbooks")
    assert at_once(*(saving(draft, key, f"New {key}") for key in keys)) == [None, None, None]
    assert [find_practice(says(draft), key).practice.title for key in keys] == [f"New {key}" for key in keys]


def test_of_two_edits_of_a_practice_one_is_kept_and_the_other_is_told():
    draft = start_draft(model=published().model, by=None, now=build.NOW)
    told = at_once(saving(draft, "drills", "One"), saving(draft, "drills", "Two"))
    assert sum(error is None for error in told) == 1
    kept = "One" if told[0] is None else "Two"
    assert find_practice(says(draft), "drills").practice.title == kept


def test_a_draft_that_two_start_at_once_is_one():
    model = published().model

    def start():
        start_draft(model=MaturityModel.objects.get(pk=model.pk), by=None, now=build.NOW)

    assert at_once(start, start) == [None, None]
    assert ModelVersion.objects.filter(state="draft").count() == 1
