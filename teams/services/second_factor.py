"""An authenticator app and recovery codes, beside the password."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt

from common.decisions import DomainError
from common.services import service
from teams.models import User
from teams.policies import may_change_sign_in, may_take_away_factor, may_turn_off_factor
from teams.services import activity
from teams.services.devices import end_every_device
from teams.services.security_mail import tell_of_change

# What the log and the mail say of an app.
_SET_UP = ("set up a second factor for", "A second factor was set up")
_MOVED = ("set up another app for", "Another authenticator app was set up")


@service
def set_up_app(*, secret: str, by: User, now: datetime) -> list[str]:
    """From now on the person signs in with a code of the app that holds `secret`, and of no other; the recovery codes,
    to be kept.

    An app of before is no good any more: two of one person would be one that nobody misses. DomainError where it is
    this one already.
    """
    _require_own(by)
    before = Authenticator.objects.filter(user=by, type=Authenticator.Type.TOTP).first()
    if before and decrypt(before.data["secret"]) == secret:
        raise DomainError(
            "This app is set up already. New recovery codes are under Security in your settings."
        )
    if before:
        before.delete()
    TOTP.activate(by, secret)
    verb, what = _MOVED if before else _SET_UP
    event = activity.record(by=by, now=now, verb=verb, subject=by)
    tell_of_change(event=event, person=by, what=what, by=by, now=now)
    return _new_codes(by)


@service
def renew_codes(*, by: User, now: datetime) -> list[str]:
    """New recovery codes; those of before open nothing any more. DomainError without an authenticator app."""
    _require_own(by)
    if not Authenticator.objects.filter(user=by, type=Authenticator.Type.TOTP).exists():
        raise DomainError("Recovery codes stand in for an authenticator app. Set one up first.")
    event = activity.record(by=by, now=now, verb="renewed the recovery codes of", subject=by)
    tell_of_change(event=event, person=by, what="Your recovery codes were renewed", by=by, now=now)
    return _new_codes(by)


@service
def turn_off(*, by: User, now: datetime) -> bool:
    """The password alone is enough again. False where it was already."""
    may_turn_off_factor(by).require()
    _require_own(by)
    return _remove(by, "turned off the second factor of", "Your second factor was turned off", by, now)


@service
def take_away(*, person: User, by: User, now: datetime) -> bool:
    """For who lost app and codes: they sign in with the password and set up a new one. False where there was none.

    They are signed out everywhere, as the lost device may be in other hands.
    """
    may_take_away_factor(by, person).require()
    User.objects.select_for_update().get(pk=person.pk)
    taken = _remove(person, "took away the second factor of", "Your second factor was taken away", by, now)
    if taken:
        end_every_device(person=person, by=by, now=now)
    return taken


def _require_own(user: User) -> None:
    may_change_sign_in(user).require()
    User.objects.select_for_update().get(pk=user.pk)  # two at once, one after the other


def _remove(person: User, verb: str, what: str, by: User, now: datetime) -> bool:
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if removed:
        event = activity.record(by=by, now=now, verb=verb, subject=person)
        tell_of_change(event=event, person=person, what=what, by=by, now=now)
    return bool(removed)


def _new_codes(user: User) -> list[str]:
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    return list(RecoveryCodes.activate(user).generate_codes())
