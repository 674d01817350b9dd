"""The administrator's tables of people and teams. Every change is in the activity log, in the same transaction."""

from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from teams.models import Division, Event, Mail, Membership, Team, User
from teams.services import activity

admin.site.site_header = admin.site.site_title = "Waymark administration"
# One door to sign in at, with one limit of attempts; who is signed in and no administrator is refused.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Tables that other packages bring: Waymark has no groups, a person's address is in the person's own row, and secrets of
# second factors and sessions are for nobody to read.
admin.site.unregister(
    [Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession]
)


class RecordedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Writes the activity log instead of the admin's own; Django runs both in the change's transaction."""

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        return self._record(request, "added", obj)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        changed = [name for part in message for name in part.get("changed", {}).get("fields", [])]
        return self._record(request, "changed", obj, {"fields": changed})

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        return [self._record(request, "removed", obj) for obj in queryset]

    def _record(
        self, request: HttpRequest, verb: str, obj: models.Model, detail: dict[str, Any] | None = None
    ) -> Event:
        by = request.user if isinstance(request.user, User) else None
        return activity.record(by=by, now=timezone.now(), verb=verb, subject=obj, detail=detail)


class UserForm(forms.ModelForm):  # type: ignore[type-arg]
    new_password = forms.CharField(
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Empty: the password stays as it is. A person without one cannot sign in with a password.",
    )

    class Meta:
        model = User
        fields = ("email", "name", "role", "is_active")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        if password:
            validate_password(password, self.instance)
        return password

    def save(self, commit: bool = True) -> User:
        if self.cleaned_data["new_password"]:
            self.instance.set_password(self.cleaned_data["new_password"])
        elif self.instance.pk is None:
            self.instance.set_unusable_password()
        saved: User = super().save(commit)
        return saved


class SheetAdmin(RecordedAdmin):
    """With buttons to the spreadsheet of its rows; `sheet` is its slug."""

    change_list_template = "teams/admin_change_list.html"
    sheet: ClassVar[str]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"sheet": self.sheet, **(extra_context or {})})


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(User)
class UserAdmin(SheetAdmin):
    sheet = "people"
    form = UserForm
    list_display = ("name", "email", "role", "is_active")
    list_filter = ("role", "is_active")
    search_fields = ("name", "email")

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        return (
            ("role", "is_active") if obj else ()
        )  # the page People asks first who is left, and ends sessions

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False  # a person is switched off: history keeps the name


@admin.register(Division)
class DivisionAdmin(SheetAdmin):
    sheet = "divisions"
    list_display = ("name", "position")
    prepopulated_fields = {"slug": ("name",)}  # the admin's own declaration style


@admin.register(Team)
class TeamAdmin(SheetAdmin):
    sheet = "teams"
    list_display = ("name", "division", "archived_on")
    list_filter = ("division",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MembershipInline,)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False  # a team is archived: its history stays


@admin.register(Membership)
class MembershipAdmin(SheetAdmin):
    sheet = "memberships"
    list_display = ("user", "team", "role", "since")
    list_filter = ("role", "team")
    list_select_related = ("user", "team")
    search_fields = ("user__name", "user__email", "team__name")
    autocomplete_fields = ("user", "team")


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The activity log, to read."""

    list_display = ("at", "actor_name", "verb", "subject", "team")
    list_filter = ("verb",)
    search_fields = ("subject", "actor_name")
    date_hierarchy = "at"


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """What was sent and what waits, to read."""

    list_display = ("queued_at", "recipient", "subject", "state", "sent_at", "attempts", "last_error")
    list_filter = ("topic",)
    list_select_related = ("recipient",)
    search_fields = ("recipient__name", "recipient__email", "subject")
    date_hierarchy = "queued_at"
    exclude = ("html",)  # the same words as the text
