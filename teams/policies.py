"""Who may do what with teams and people."""

from django.conf import settings

from common.decisions import ALLOWED, Decision, refuse
from teams.models import Membership, Team, User, Workspace
from teams.personas import PERSONAS


def role_in(user: User, team: Team) -> str | None:
    """The person's role in the team ("lead", "member"), or None for somebody outside it."""
    return (
        Membership.objects.filter(user=user, team=team).order_by("pk").values_list("role", flat=True).first()
    )


def oversees(user: User) -> bool:
    """Leadership and administrators see across all teams."""
    return user.role in {User.Role.LEADERSHIP, User.Role.ADMINISTRATOR}


def may_administer(user: User) -> Decision:
    """May they keep the workspace: its people, teams, cycles and models?"""
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return refuse("Only an administrator of this workspace may do this.")


def may_read_log(user: User) -> Decision:
    """May they read the activity log? It tells also of drafts, and of what was put right since: it is for finding out,
    not for reading along."""
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return refuse("Only an administrator of this workspace may read its activity log.")


def may_invite(user: User, person: User) -> Decision:
    """May they send an invitation? To whoever cannot sign in yet; who has a password asks for a new one themselves."""
    if not (decision := may_administer(user)):
        return decision
    if not person.is_active:
        return refuse(f"{person.name} is deactivated. Reactivate them first.")
    if person.has_signed_in:
        return refuse(f"{person.name} signs in already, and asks for a new password on the sign-in page.")
    return ALLOWED


def may_join(person: User, team: Team) -> Decision:
    """May they be taken into a team, or get another role in it?"""
    if not person.is_active:
        return refuse(f"{person.name} is deactivated. Reactivate them first, or choose somebody else.")
    if team.archived_on:
        return refuse(f"{team.name} is archived, so nobody joins it any more.")
    return ALLOWED


def may_change_role(user: User, person: User) -> Decision:
    """May they change a person's role? Of themselves nobody does, so that no workspace loses its administrator by a
    slip."""
    if not (decision := may_administer(user)):
        return decision
    if user.pk == person.pk:
        return refuse("Another administrator changes your role.")
    return ALLOWED


def may_deactivate(user: User, person: User) -> Decision:
    """May they deactivate a person?"""
    if not (decision := may_administer(user)):
        return decision
    if user.pk == person.pk:
        return refuse("Nobody deactivates themselves. Another administrator can.")
    return ALLOWED


def may_reactivate(user: User, person: User) -> Decision:
    """May they reactivate a person?"""
    if not (decision := may_administer(user)):
        return decision
    if person.forgotten_at:
        return refuse("This person's name was replaced for good. Invite them anew, by their address.")
    return ALLOWED


def may_change_sign_in(user: User) -> Decision:
    """May they change how they sign in? Everybody does, but in a demonstration, whose people its visitors share."""
    if user.email in PERSONAS.values() and Workspace.objects.filter(is_demonstration=True).exists():
        return refuse(
            "Everybody who looks around as this person shares the account, so how it signs in stays as it is."
        )
    return ALLOWED


def needs_second_factor(user: User) -> bool:
    """Does the operator require one of them? Not of who has no password to steal: they come from a provider of
    identities, or look around a demonstration."""
    is_named = {"everyone": True, "administrators": user.role == User.Role.ADMINISTRATOR}
    return user.has_password and is_named.get(settings.REQUIRE_TOTP, False)


def may_turn_off_factor(user: User) -> Decision:
    """May they turn off their second factor? Not where the operator requires it; another app may take its place."""
    if needs_second_factor(user):
        return refuse("You need a second factor here, so it stays on. You can move it to another app.")
    return may_change_sign_in(user)


def may_take_away_factor(user: User, person: User) -> Decision:
    """May they take away somebody's second factor? Their own they turn off with their password."""
    if not (decision := may_administer(user)):
        return decision
    if user.pk == person.pk:
        return refuse("Your own second factor is yours to turn off or move, under Security in your settings.")
    return ALLOWED


def may_forget(user: User, person: User) -> Decision:
    """May they replace somebody's name for good? Nobody's who still works here."""
    if not (decision := may_deactivate(user, person)):
        return decision
    if person.is_active:
        return refuse(f"Deactivate {person.name} first: a name is replaced only of somebody who left.")
    return ALLOWED
