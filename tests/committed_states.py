"""A writer as a process of its own: `python -m tests.committed_states NAME` writes until it is killed.

Before each commit it prints how many it is, and the digest of the whole workspace as it will then be. Writers take
turns, so that each line is a state that the workspace went through.
"""

import sys
import time
from itertools import count

import django
from django.db import connection, transaction


def main(name: str) -> None:
    from common.copying.tables import digests, whole_digest  # noqa: PLC0415  # Django is set up
    from teams.models import Division  # noqa: PLC0415

    for number in count():
        with transaction.atomic():
            if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
                with connection.cursor() as cursor:
                    cursor.execute("LOCK TABLE teams_division IN EXCLUSIVE MODE")
            for half in ("a", "b"):
                slug = f"{name}-{number:06d}-{half}"
                Division.objects.create(name=slug, slug=slug)
            sys.stdout.write(f"{Division.objects.count() // 2} {whole_digest(digests())}\n")
            sys.stdout.flush()
        time.sleep(0.05)  # for SQLite does not see to it that everybody has a turn


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])
