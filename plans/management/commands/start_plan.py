"""`manage.py start_plan`: a template becomes somebody's plan."""

import sys
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse
from django.utils import timezone

from common.decisions import DomainError
from plans.management.commands.import_plan import checked_slug
from plans.models import Plan
from plans.services.plans import start_plan
from teams.models import Team, User


class Command(BaseCommand):
    help = "Starts a plan from a template: dates from its start, people in its roles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("template", help="the short name of the template")
        parser.add_argument("--lead", required=True, metavar="EMAIL", help="whose plan it is; the role “Me”")
        parser.add_argument("--team", required=True, metavar="SLUG", help="the team that it is for")
        parser.add_argument("--start", required=True, metavar="YYYY-MM-DD", help="working day 1")
        parser.add_argument(
            "--role", action="append", default=[], metavar="NAME=EMAIL", help="who fills a role"
        )
        parser.add_argument("--country", default="", metavar="GB", help="whose public holidays are days off")
        parser.add_argument(
            "--slug", default="", help="short name in addresses; by default from title and team"
        )
        parser.add_argument("--title", default="", help="by default the template's")

    def handle(self, *args: object, **options: str) -> None:
        """Prints the plan's slug and address; one sentence and exit code 2 where something does not fit."""
        try:
            plan = _start(options)
        except DomainError as error:
            self.stderr.write(error.message)
            sys.exit(2)
        empty = plan.roles.filter(person=None).values_list("name", flat=True)
        if empty:
            self.stdout.write(f"Roles without a person: {', '.join(empty)}")
        address = reverse("plan", args=(plan.slug,))
        self.stdout.write(f"{plan.slug} starts on {plan.start}: http://127.0.0.1:{settings.PORT}{address}")


def _start(options: dict[str, str]) -> Plan:
    return start_plan(
        template=_template(options["template"]),
        lead=_person(options["lead"]),
        team=_team(options["team"]),
        start=_day(options["start"]),
        roles=_roles(options["role"]),
        country=options["country"].upper(),
        slug=options["slug"] and checked_slug(options["slug"]),
        title=options["title"],
        by=None,
        now=timezone.now(),
    )


def _template(slug: str) -> Plan:
    templates = Plan.objects.filter(kind=Plan.Kind.TEMPLATE)
    found = templates.filter(slug=slug).first()
    if found is None:
        known = ", ".join(templates.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise DomainError(f"There is no template “{slug}”. Templates: {known}.")
    return found


def _person(email: str) -> User:
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise DomainError(f"Nobody signs in with {email}.")
    return found


def _team(slug: str) -> Team:
    found = Team.objects.filter(slug=slug).first()
    if found is None:
        raise DomainError(f"There is no team “{slug}”.")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DomainError(
            f"--start {text}: no such day. Write it as YYYY-MM-DD, for example 2026-09-07."
        ) from error


def _roles(pairs: Sequence[str]) -> dict[str, User]:
    """People by role, from "Engineer A=ea@example.org"."""
    named: dict[str, User] = {}
    for pair in pairs:
        name, equals, email = (part.strip() for part in pair.rpartition("="))
        if not (name and equals and email):
            raise DomainError(
                f"--role {pair}: write it as NAME=EMAIL, for example “Engineer A=ea@example.org”."
            )
        if name in named:
            raise DomainError(f"--role {pair}: the role “{name}” is named twice.")
        named[name] = _person(email)
    return named
