"""Keeping templates: a document becomes the rows from which plans are started."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from common.decisions import DomainError
from common.services import service
from plans import document as doc
from plans.models import Plan
from plans.models.plan import RESERVED_SLUGS
from plans.policies import may_import
from plans.queries.documents import document_of
from plans.services.rows import insert_rows
from teams.models import User
from teams.services import activity

ANOTHER = "Import this one under another short name."
type Outcome = Literal["imported", "replaced", "unchanged"]


class SlugTaken(DomainError):
    """The short name belongs to something that the import may not touch."""


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """The template, and what the import did: "imported" it, "replaced" it, or found it there ("unchanged")."""

    plan: Plan
    outcome: Outcome


@service
def import_plan(
    *, document: doc.PlanDocument, slug: str, replacing: bool = True, by: User | None, now: datetime
) -> ImportedPlan:
    """Keep the document as the template `slug`. The same content again changes nothing.

    Other content replaces a template from which no plan was started, if `replacing`; under any other used slug it is
    refused (SlugTaken, with what to do).
    """
    if by is not None:
        may_import(by).require()
    document = replace(document, warnings=())
    plan = Plan.objects.select_for_update().filter(slug=slug).first()
    if plan is None:
        return _create(document, slug, by, now)
    if plan.kind == Plan.Kind.TEMPLATE and document_of(plan) == document:
        return ImportedPlan(plan, "unchanged")
    _require_replaceable(plan, replacing=replacing)
    return _replace(plan, document, by, now)


def _create(document: doc.PlanDocument, slug: str, by: User | None, now: datetime) -> ImportedPlan:
    if slug in RESERVED_SLUGS:
        raise SlugTaken(f"“{slug}” is a page of Waymark itself. {ANOTHER}")
    plan = Plan.objects.create(
        kind=Plan.Kind.TEMPLATE,
        slug=slug,
        title=document.title,
        front_matter=document.front_matter,
        created_at=now,
    )
    return _fill(plan, document, "imported", by, now)


def _replace(plan: Plan, document: doc.PlanDocument, by: User | None, now: datetime) -> ImportedPlan:
    plan.notes.all().delete()
    plan.phases.all().delete()
    plan.roles.all().delete()
    plan.title, plan.front_matter = document.title, document.front_matter
    plan.save(update_fields=["title", "front_matter"])
    return _fill(plan, document, "replaced", by, now)


def _require_replaceable(plan: Plan, *, replacing: bool) -> None:
    if plan.kind == Plan.Kind.STARTED:
        raise SlugTaken(f"“{plan.slug}” is a started plan. {ANOTHER}")
    if plan.started.exists():
        raise SlugTaken(
            f"The template “{plan.slug}” has other content, and plans were started from it. {ANOTHER}"
        )
    if not replacing:
        raise SlugTaken(f"The template “{plan.slug}” has other content. {ANOTHER}")


def _fill(
    plan: Plan, document: doc.PlanDocument, outcome: Outcome, by: User | None, now: datetime
) -> ImportedPlan:
    insert_rows(plan, document, now=now)
    activity.record(
        by=by, now=now, verb=outcome, subject=plan, detail={"plan": plan.slug, "phases": len(document.phases)}
    )
    return ImportedPlan(plan, outcome)
