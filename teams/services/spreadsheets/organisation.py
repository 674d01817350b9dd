"""Divisions and their teams."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import QuerySet
from django.utils.text import slugify

from common.spreadsheets import values
from common.spreadsheets.resources import Named, cell
from common.spreadsheets.sheet import Column
from teams.models import Division, Team
from teams.services.spreadsheets.recorded import OrganisationSheet, RecordedResource

NO_DIVISION = "No division has the short name “{}”. Bring the divisions in first, or write one of theirs."
SHORT_NAME = "Write a short name of small letters, digits and hyphens: it stands in addresses, and finds the row again."


def _short_name(cell: object) -> str:
    words = values.text(cell)
    try:
        validate_slug(words)
    except ValidationError:
        example = slugify(words) or "payments"
        raise values.BadCell(
            f"“{words[:40]}” is no short name. Write small letters, digits and hyphens, as in {example[:40]}."
        ) from None
    return words


class DivisionsResource(RecordedResource):
    slug = cell("slug", _short_name)
    name = cell("name", values.text)
    position = cell("position", values.whole, may_be_empty=False)

    also_unique = (("name",),)

    class Meta:
        model = Division
        import_id_fields = ("slug",)
        fields = import_order = ("slug", "name", "position")
        store_instance = skip_unchanged = skip_html_diff = True


class Divisions(OrganisationSheet):
    slug = "divisions"
    title = "Divisions"
    about = "A row is a division. What is in no row stays as it is: an import removes nothing."
    columns = (
        Column("slug", "Short name", SHORT_NAME, required=True, example="payments"),
        Column("name", "Name", "Write its name.", required=True, example="Payments", aliases=("Division",)),
        Column(
            "position",
            "Position",
            "A whole number: lists begin with the smallest. Empty: as it is, or 0 for a new division.",
            example=1,
        ),
    )
    resource_class = DivisionsResource


class TeamsResource(RecordedResource):
    slug = cell("slug", _short_name)
    name = cell("name", values.text)
    division = cell("division", Named(Division, "slug", NO_DIVISION))
    purpose = cell("purpose", values.text)

    also_unique = (("division", "name"),)
    trusted = frozenset({"division"})

    class Meta:
        model = Team
        import_id_fields = ("slug",)
        fields = import_order = ("slug", "name", "division", "purpose")
        store_instance = skip_unchanged = skip_html_diff = True


class Teams(OrganisationSheet):
    slug = "teams"
    title = "Teams"
    about = "A row is a team of a division. What is in no row stays as it is: an import removes nothing."
    columns = (
        Column("slug", "Short name", SHORT_NAME, required=True, example="ledger"),
        Column("name", "Name", "Write its name.", required=True, example="Ledger", aliases=("Team",)),
        Column(
            "division", "Division", "Write the short name of its division.", required=True, example="payments"
        ),
        Column(
            "purpose",
            "Purpose",
            "What it is there for, in a sentence. Empty: none.",
            example="Keeps the books.",
        ),
    )
    resource_class = TeamsResource

    def rows(self, user: Any) -> QuerySet[Team]:
        return Team.objects.select_related("division").order_by(
            "division__position", "division__name", "name", "pk"
        )
