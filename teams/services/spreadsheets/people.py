"""People, and who of them is in which team."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from common.days import organisation_day
from common.decisions import Decision
from common.spreadsheets import values
from common.spreadsheets.resources import Named, cell
from common.spreadsheets.sheet import Column
from teams.email_domains import is_in, refusal
from teams.models import Membership, Team, User
from teams.policies import may_administer, may_change_role, may_deactivate, may_join, may_reactivate
from teams.services.people import change_person, deactivate_person, reactivate_person
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
    role = cell("role", _role, may_be_empty=False)
    active = cell("active", values.yes_no, attribute="is_active", may_be_empty=False)

    trusted = frozenset({"password"})
    unbroken = frozenset({"user_email_unique", "user_mail_hour_in_day", "user_forgotten_is_off"})

    class Meta:
        model = User
        import_id_fields = ("email",)
        fields = import_order = ("email", "name", "role", "active")
        store_instance = skip_unchanged = skip_html_diff = True

    def faults_of(self, instance: Any, original: Any) -> Iterator[tuple[str, str]]:
        if original is None:
            if not is_in(instance.email, settings.EMAIL_DOMAINS):
                yield "email", refusal(instance.email, settings.EMAIL_DOMAINS)
            return
        if instance.role != original.role and not (may := may_change_role(self.by, original)):
            yield "role", f"{may.reason} Leave it as it is."
        if instance.is_active != original.is_active:
            ask = may_reactivate if instance.is_active else may_deactivate
            if not (may := ask(self.by, original)):
                yield "is_active", may.reason

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Who is new has no password: they are invited."""
        if instance.pk is None:
            instance.password = make_password(None)
            instance.joined_at = self.now

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        """What is changed of a person has its services, with all that hangs on it, and their events."""
        if is_create:
            super().do_instance_save(instance, is_create)
            return
        before: Any = self._original
        said = {"by": self.by, "now": self.now}
        change_person(
            person=before,
            name=instance.name,
            email=before.email,
            role=instance.role,
            version=before.version,
            **said,
        )
        if instance.is_active != before.is_active:
            change = reactivate_person if instance.is_active else deactivate_person
            change(person=before, **said)

    def keeps_event(self, original: Any) -> bool:
        return original is None


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
            "Member, leadership or administrator. Empty: as it is, or member for somebody new.",
            example="member",
        ),
        Column(
            "active",
            "Active",
            "Yes or no: whether they may sign in. Empty: as it is, or yes for somebody new.",
            example="yes",
        ),
    )
    resource_class = PeopleResource

    def may_export(self, user: User) -> Decision:
        return may_administer(user)


class MembershipsResource(RecordedResource):
    team = cell("team", Named(Team, "slug", NO_TEAM))
    email = cell("email", Named(User, "email", NO_PERSON), attribute="user")
    role = cell("role", _team_role, may_be_empty=False)
    since = cell("since", values.day)

    trusted = frozenset({"team", "user"})
    unbroken = frozenset({"membership_once_per_team"})

    def faults_of(self, instance: Any, original: Any) -> Iterator[tuple[str, str]]:
        is_same = original is not None and original.role == instance.role
        if not is_same and not (may := may_join(instance.user, instance.team)):
            yield "user", may.reason

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """A file that does not say since when means from now on."""
        if instance.pk is None and "since" not in row:
            instance.since = organisation_day(self.now)

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
        Column("role", "Role", "Lead or member. Empty: as it is, or member where it is new.", example="lead"),
        Column(
            "since",
            "Since",
            "The day on which it began. Empty: not known. In a file without this column, today for what is new.",
            example="2026-11-14",
        ),
    )
    resource_class = MembershipsResource

    def may_export(self, user: User) -> Decision:
        return may_administer(user)

    def rows(self, user: User) -> QuerySet[Membership]:
        return Membership.objects.select_related("team", "user").order_by("team__slug", "user__email")
