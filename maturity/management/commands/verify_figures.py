"""`manage.py verify_figures`: whether closed cycles still show what they showed."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from maturity.queries.closed_figures import Verified, verified


class Command(BaseCommand):
    help = "Compute the digests of frozen figures again, and compare. Ends with 1 where one differs."

    def handle(self, *args: Any, **options: Any) -> None:
        found = []
        for each in verified():
            self.stdout.write(line(each))
            found.append(each.matches)
        if not found:
            self.stdout.write("No cycle's figures are frozen yet.")
        if differing := found.count(False):
            raise CommandError(f"{differing} of {len(found)} cycles do not show what they showed.")


def line(each: Verified) -> str:
    if each.matches:
        return f"{each.cycle}, {each.day}: matches ({each.found.rows} rows, {each.found.digest})"
    recorded, found = each.recorded, each.found
    return (
        f"{each.cycle}, {each.day}: differs\n"
        f"  recorded {recorded.rows} rows, {recorded.digest}\n"
        f"  found    {found.rows} rows, {found.digest}"
    )
