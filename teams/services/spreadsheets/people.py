"""People, and who of them is in which team."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from common.decisions import Decision
from common.spreadsheets import values
from common.spreadsheets.resource_sheet import Named, SheetResource, cell
from common.spreadsheets.sheet import Column
from teams.models import Membership, Team, User
from teams.policies import may_administer
from teams.services.spreadsheets.recorded import OrganisationSheet, RecordedResource

EMAIL = Column(
    "email",
    "E-mail",
    "Write the address that the person signs in with.",
    required=True,
    example="ada@example.org",
    aliases=("E-mail address", "mail", "address"),
)
NO_TEAM = "No team has the short name “{}”. Bring the teams in first, or write one of theirs."
NO_PERSON = "Nobody has the address “{}”. Bring the people in first, or correct it."


def _address(value: object) -> str:
    return values.text(value).lower()


def _role(value: object) -> str | None:
    return values.one_of(value, {str(each): str(each.label) for each in User.Role})


def _team_role(value: object) -> str | None:
    return values.one_of(value, {str(each): str(each.label) for each in Membership.Role})


class PeopleResource(RecordedResource):
    email = cell("email", _address)
    name = cell("name", values.text)
    role = cell("role", _role)
    active = cell("active", values.yes_no, attribute="is_active")

    trusted = frozenset({"password"})

    class Meta:
        model = User
        import_id_fields = ("email",)
        fields = import_order = ("email", "name", "role", "active")
        store_instance = skip_unchanged = skip_html_diff = True

    def faults_of(self, instance: Any, original: Any) -> Iterator[tuple[str, str]]:
        """So that no workspace loses its administrator by a slip."""
        if original is None or original.pk != self.by.pk:
            return
        if instance.role != original.role:
            yield "role", "Your own role is changed by another administrator. Leave it as it is."
        if instance.is_active != original.is_active:
            yield "is_active", "Nobody switches themselves off. Write yes."

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Who is new has no password: they are invited."""
        if instance.pk is None:
            instance.password = make_password(None)
            instance.joined_at = self.now


class People(OrganisationSheet):
    slug = "people"
    title = "People"
    about = "A row is a person. Somebody new comes without a password, and can sign in once they are invited."
    columns = (
        EMAIL,
        Column(
            "name", "Name", "Write the name by which others know them.", required=True, example="Ada Byron"
        ),
        Column(
            "role",
            "Role",
            "Member, leadership or administrator; empty: as it is, or member.",
            example="member",
        ),
        Column(
            "active", "Active", "Yes or no: whether they may sign in; empty: as it is, or yes.", example="yes"
        ),
    )
    resource_class = PeopleResource

    def may_export(self, user: User) -> Decision:
        return may_administer(user)


class MembershipsResource(RecordedResource):
    team = cell("team", Named(Team, "slug", NO_TEAM))
    email = cell("email", Named(User, "email", NO_PERSON), attribute="user")
    role = cell("role", _team_role)
    since = cell("since", values.day)

    trusted = frozenset({"team", "user"})

    class Meta:
        model = Membership
        import_id_fields = ("team", "email")
        fields = import_order = ("team", "email", "role", "since")
        store_instance = skip_unchanged = skip_html_diff = True


class Memberships(OrganisationSheet):
    slug = "memberships"
    title = "Memberships"
    about = (
        "A row is a person in a team. Whoever is in no row stays in their teams: an import takes nobody out."
    )
    columns = (
        Column(
            "team",
            "Team",
            "Write the short name of a team.",
            required=True,
            example="ledger",
            aliases=("Team slug",),
        ),
        EMAIL,
        Column("role", "Role", "Lead or member; empty: as it is, or member.", example="lead"),
        Column(
            "since", "Since", "The day on which it began, as 2026-11-14; may be empty.", example="2026-11-14"
        ),
    )
    resource_class = MembershipsResource

    def may_export(self, user: User) -> Decision:
        return may_administer(user)

    def rows(self, user: User) -> QuerySet[Membership]:
        return Membership.objects.select_related("team", "user").order_by("team__slug", "user__email")


__all__ = ["Memberships", "People", "SheetResource"]
