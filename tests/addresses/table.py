"""The whole table: every address that is read, and every one that takes a change."""

from tests.addresses import of_maturity, of_plans, of_teams

PAGES = (*of_teams.PAGES, *of_maturity.PAGES, *of_plans.PAGES)
POSTS = (*of_teams.POSTS, *of_maturity.POSTS, *of_plans.POSTS)

# What people do to their own account: `test_sign_in.py`, `test_invitations.py`, `test_second_factor.py` and
# `test_devices.py` in `tests/teams` have it. The front page leads on, whatever is asked.
THEIR_OWN = {
    "home",
    "account_login",
    "account_signup",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_from_key",
    "invitation",
    "second_factor",
    "second_factor_off",
    "recovery_codes",
    "device_end",
    "devices_end",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "openid_connect_login",
}
