"""`manage.py start_plan`: a template becomes somebody's plan."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse
from django.utils import timezone

from common.decisions import DomainError
from plans.management.commands.import_plan import checked_slug
from plans.models import Plan
from plans.queries.starting import Choices, Filled, start_preview
from plans.services.plans import start_plan
from teams.models import Team, User


class Command(BaseCommand):
    help = "Starts a plan from a template: dates from its start, people in its roles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("template", help="the short name of the template")
        parser.add_argument("--lead", required=True, metavar="EMAIL", help="whose plan it is; the role “Me”")
        parser.add_argument("--team", required=True, metavar="SLUG", help="the team that it is for")
        parser.add_argument("--manager", default="", metavar="EMAIL", help="who answers the lead's check-ins")
        when = parser.add_mutually_exclusive_group(required=True)
        when.add_argument("--start", default="", metavar="YYYY-MM-DD", help="working day 1")
        when.add_argument("--end", default="", metavar="YYYY-MM-DD", help="its last day, planned backwards")
        parser.add_argument(
            "--role",
            action="append",
            default=[],
            metavar="NAME=EMAIL",
            help="who fills a role; a name instead of the address for somebody without an account",
        )
        parser.add_argument("--country", default="", metavar="GB", help="whose public holidays are days off")
        parser.add_argument(
            "--slug", default="", help="short name in addresses; by default from title and team"
        )
        parser.add_argument("--title", default="", help="by default the template's")
        parser.add_argument("--preview", action="store_true", help="show every date, and start nothing")
        parser.add_argument("--json", action="store_true", help="the preview as JSON")

    def handle(self, *args: object, **options: Any) -> None:
        """Prints where the plan is, or the preview; one sentence and exit code 2 where something does not fit."""
        try:
            lines = _preview(options) if options["preview"] else _started(options)
        except DomainError as error:
            self.stderr.write(error.message)
            sys.exit(2)
        for line in lines:
            self.stdout.write(line)


def _started(options: Mapping[str, Any]) -> list[str]:
    if options["json"]:
        raise DomainError("--json: only a preview is written as JSON. Add --preview.")
    chosen = _choices(options)
    plan = start_plan(
        template=chosen.template,
        lead=chosen.lead,
        team=chosen.team,
        manager=chosen.manager,
        start=chosen.start,
        end=chosen.end,
        roles=chosen.roles,
        country=chosen.country,
        slug=options["slug"] and checked_slug(options["slug"]),
        title=options["title"],
        by=None,
        now=timezone.now(),
    )
    empty = plan.roles.filter(person=None, person_name="").values_list("name", flat=True)
    address = f"http://127.0.0.1:{settings.PORT}{reverse('plan', args=(plan.slug,))}"
    return [*_without_a_person(empty), f"{plan.slug} starts on {plan.start}: {address}"]


def _preview(options: Mapping[str, Any]) -> list[str]:
    found = start_preview(_choices(options))
    if options["json"]:
        return [json.dumps(found.as_json(), ensure_ascii=False, indent=2)]
    return [
        f"Starts on {found.start} and ends on {found.ends_on}. Nothing is started yet.",
        *(f"Week {each.week}: from {each.first}, ends on {each.last_working_day}" for each in found.weeks),
        *(f"Day {n}: {day}" for n, day in found.milestones),
        *(f"{each.due}  {each.title} ({each.offset}): {', '.join(each.owners)}" for each in found.items),
        *_without_a_person(found.unfilled_roles),
    ]


def _without_a_person(roles: Iterable[str]) -> list[str]:
    names = ", ".join(roles)
    return [f"Roles without a person: {names}"] if names else []


def _choices(options: Mapping[str, Any]) -> Choices:
    return Choices(
        template=_template(options["template"]),
        lead=_person(options["lead"]),
        team=_team(options["team"]),
        manager=_person(options["manager"]) if options["manager"] else None,
        start=_day("--start", options["start"]),
        end=_day("--end", options["end"]),
        roles=_roles(options["role"]),
        country=options["country"].upper(),
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


def _day(option: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise DomainError(
            f"{option} {text}: no such day. Write it as YYYY-MM-DD, for example 2026-09-07."
        ) from error


def _roles(pairs: Sequence[str]) -> dict[str, Filled]:
    """Who fills which role, from "Engineer A=ea@example.org" or "Engineer B=Noor Haddad"."""
    named: dict[str, Filled] = {}
    for pair in pairs:
        name, equals, who = (part.strip() for part in pair.rpartition("="))
        if not (name and equals and who):
            raise DomainError(
                f"--role {pair}: write it as NAME=EMAIL, for example “Engineer A=ea@example.org”."
            )
        if name in named:
            raise DomainError(f"--role {pair}: the role “{name}” is named twice.")
        named[name] = _person(who) if "@" in who else who
    return named
