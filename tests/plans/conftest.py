"""Started plans for the tests of pages, and the day that the pages believe it is."""

from datetime import UTC, date, datetime

import pytest

from tests import build
from tests.plans import building

TODAY = date(2026, 9, 16)  # Wednesday of the second week

WEEKS = """# Plan

## Weeks 1-2: Look

### Goals

- See

### Deliverables

| Deliverable | Owner | Due | Practice |
|---|---|---|---|
| Early | Me | Working day 2 | testing-1 → 3 |
| Today | Me | Working day 8 | |
| Soon | Me + Engineer A | Working day 9 | testing-2 |
| End | All | End of week 2 | nobody-knows → 2 |

## Weeks 3-4: Mend

### Deliverables

| Deliverable | Owner | Due |
|---|---|---|
| Next | Me | End of week 3 |
| Last | Me | End of week 4 |
"""


@pytest.fixture
def today(monkeypatch):
    """The day that the pages believe it is."""

    def be(day: date):
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    be(TODAY)
    return be


@pytest.fixture
def plan(db, today):
    return building.started(roles={"Engineer A": build.user("Emil Aalto")}, title="Two weeks · Checkout")


@pytest.fixture
def weeks(db, today):
    return building.started(building.text_document(WEEKS), slug_of_template="four-weeks")
