"""A plan on its way in: what its files say, the name that it could go by, and what stands under that name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from django.utils.text import slugify

from plans import document as doc
from plans.document.understood import UnderstoodFile, understood
from plans.models import Plan
from plans.models.plan import RESERVED_SLUGS
from plans.queries.documents import document_of

LONGEST_SLUG = 80

type Standing = Literal["free", "same", "other", "taken"]
"""Under a short name: nothing, this template, one with other content that may go, or something that stays."""


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Files with what they were read as, beside each other and in all."""

    files: Sequence[doc.SourceFile]
    reading: doc.Reading
    understood: Sequence[UnderstoodFile]

    @property
    def document(self) -> doc.PlanDocument:
        return self.reading.document

    @property
    def phases(self) -> list[dict[str, object]]:
        """Counts by phase, as `import_plan --json` prints them."""
        return list(doc.report(self.document, "")["phases"])

    @property
    def notes(self) -> int:
        """Blocks that are kept as notes."""
        return sum(block.is_note for file in self.understood for block in file.blocks)


def import_page(files: Sequence[doc.SourceFile]) -> ImportPage:
    """What some files make up. DocumentError where they cannot be read."""
    reading = doc.read_with_marks(files)
    return ImportPage(files, reading, understood(files, reading))


def slug_of(document: doc.PlanDocument, file: str) -> str:
    """From the plan's title, or that of its only phase; from the name of its first file where it has neither."""
    only = document.phases[0].title if len(document.phases) == 1 else ""
    name = slugify(document.title) or slugify(only) or slugify(PurePath(file).stem)
    return name[:LONGEST_SLUG].strip("-") or "plan"


def suggested_slug(document: doc.PlanDocument, file: str) -> str:
    """The same, with a number where something stands under it that stays."""
    base = slug_of(document, file)[: LONGEST_SLUG - 4].strip("-")
    tries = (base, *(f"{base}-{n}" for n in range(2, 1000)))
    return next(slug for slug in tries if standing(slug, document) != "taken")


def standing(slug: str, document: doc.PlanDocument) -> Standing:
    """What an import of the document under this short name would meet."""
    if slug in RESERVED_SLUGS:
        return "taken"
    plan = Plan.objects.filter(slug=slug).first()
    if plan is None:
        return "free"
    if plan.kind == Plan.Kind.STARTED:
        return "taken"
    if document_of(plan) == document:
        return "same"
    return "taken" if plan.started.exists() else "other"
