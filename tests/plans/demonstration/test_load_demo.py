"""The command that loads the demonstration."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from maturity.models import Cycle, Snapshot, SubmittedAnswer
from teams.models import Team
from tests import build

pytestmark = pytest.mark.django_db


def test_the_same_numbers_give_the_same_answers() -> None:
    call_command("load_demo", teams=3, quarters=2, seed=7, stdout=StringIO())
    rows = SubmittedAnswer.objects.order_by("submission__team__slug", "submission__day", "practice__key")
    first = list(rows.values_list("practice__key", "level", "note", "target"))
    assert len(first) >= 35 * 4


def test_a_workspace_with_people_is_left_alone() -> None:
    build.user()
    with pytest.raises(CommandError, match="goes into an empty one only") as refused:
        call_command("load_demo", stdout=StringIO())
    assert refused.value.returncode == 2
    assert not Team.objects.exists()


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(CommandError, match="not between 1 and 40"):
        call_command("load_demo", "--quarters", "0", stdout=StringIO())


def test_a_large_organisation_takes_the_snapshots_that_pages_read_first() -> None:
    call_command("load_demo", teams=60, quarters=2, stdout=StringIO())
    days = set(Snapshot.objects.values_list("day", flat=True))
    closed = Cycle.objects.exclude(state=Cycle.State.OPEN)
    assert days == {timezone.localdate(), *closed.values_list("closes", flat=True)}
