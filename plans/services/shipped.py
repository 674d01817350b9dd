"""The plans that Waymark ships, kept as templates."""

from datetime import datetime

from django.conf import settings

from common.services import service
from plans.document import SourceFile, read_plan
from plans.models import Plan
from plans.services.templates import import_plan
from teams.models import User

CATALOGUE = settings.BASE_DIR / "plans" / "catalogue"


@service
def load_shipped_templates(*, by: User | None, now: datetime) -> list[Plan]:
    """Those whose short name, that of their file, is free; what was made of the others since is left alone."""
    taken = set(Plan.objects.values_list("slug", flat=True))
    paths = [path for path in sorted(CATALOGUE.glob("*.md")) if path.stem not in taken]
    sources = [SourceFile(path.name, path.read_text(encoding="utf-8")) for path in paths]
    return [
        import_plan(document=read_plan([source]), slug=path.stem, by=by, now=now).plan
        for path, source in zip(paths, sources, strict=True)
    ]
