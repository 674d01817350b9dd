"""What the tests of the running program stand on."""

import pytest

from tests.reachable import postgres_url
from tests.workspaces import filled, migrated_database

pytestmark = pytest.mark.journey

ASK = "from django.core.management import call_command; call_command('migrate', check_unapplied=True)"
COUNT = "from teams.models import User; print(User.objects.count())"


def test_a_copied_workspace_is_up_to_date_and_empty(tmp_path):
    assert filled(tmp_path / "data", ASK) == b""
    assert filled(tmp_path / "again", COUNT) == b"0\n"


def test_a_copied_database_is_up_to_date_and_empty(tmp_path):
    with migrated_database(postgres_url()) as url:
        assert filled(tmp_path, ASK, DATABASE_URL=url) == b""
        assert filled(tmp_path, COUNT, DATABASE_URL=url) == b"0\n"
