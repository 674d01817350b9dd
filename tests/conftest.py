"""What every test stands on: the surroundings that the settings find, and the marks that choose the passes."""

from collections.abc import Iterator
from datetime import datetime

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection, connections, transaction
from pytest_django import DjangoDbBlocker

from common import triggers
from maturity.frozen import FROZEN as FROZEN_MATURITY
from plans.frozen import FROZEN as FROZEN_PLANS
from teams.frozen import FROZEN as FROZEN_TEAMS
from tests import build
from tests.addresses.organisation import Organisation, an_organisation

# A busy machine pauses tests; no rule is wrong because of it.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}

# Templates name static files that nobody collected, passwords need not be slow, and no test may leave a message in
# the queue or the cache of the workspace beside it.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.CELERY_BROKER_URL = "memory://"
settings.CELERY_BROKER_TRANSPORT = None
settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}
settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that `-m database` is the second pass, over PostgreSQL."""
    for item in items:
        fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if fixtures or item.get_closest_marker("django_db") or item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.database)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("holds on PostgreSQL only: runs in the pass with DATABASE_URL set to one")


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_triggers() -> Iterator[None]:
    """A transactional test ends with a flush; the triggers that keep rows from being deleted step aside for it."""
    frozen = (*FROZEN_MATURITY, *FROZEN_PLANS, *FROZEN_TEAMS)
    original = flush.Command.handle

    def handle(self: flush.Command, **options: object) -> None:
        triggers.remove(connections[str(options["database"])], frozen)
        try:
            original(self, **options)
        finally:
            triggers.install(connections[str(options["database"])], frozen)

    flush.Command.handle = handle  # type: ignore[method-assign]
    yield
    flush.Command.handle = original  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def forget_attempts() -> None:
    """No test is limited by the attempts of another."""
    cache.clear()


@pytest.fixture
def now() -> datetime:
    """Thursday 19 November 2026, 10:00 UTC: in the eighth week of the fourth quarter."""
    return build.NOW


@pytest.fixture(scope="module")
def organisation(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Organisation]:
    """In which every address is asked, at `build.NOW`; built once for a module, whose tests each leave it as it was."""
    with pytest.MonkeyPatch.context() as patched, django_db_blocker.unblock(), transaction.atomic():
        patched.setattr("django.utils.timezone.now", lambda: build.NOW)
        yield an_organisation()
        transaction.set_rollback(True)
