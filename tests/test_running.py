"""What the tests of the running program stand on."""

import pytest

from tests.running import filled

pytestmark = pytest.mark.journey


def test_a_copied_workspace_is_up_to_date_and_empty(tmp_path):
    ask = "from django.core.management import call_command; call_command('migrate', check_unapplied=True)"
    assert filled(tmp_path / "data", ask) == b""
    count = "from teams.models import User; print(User.objects.count())"
    assert filled(tmp_path / "again", count) == b"0\n"
