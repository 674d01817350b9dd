"""Addresses of `teams` and of the whole site: who a person is, and what they set for themselves."""

from tests.addresses.asked import Asked
from tests.addresses.statuses import (
    ADMINISTERED,
    BEFORE_SIGN_IN,
    EVERYBODY,
    LED_ON,
    NOWHERE,
    SIGNED_IN,
    UNKNOWN,
)

PAGES = (
    Asked("home", LED_ON),
    Asked("healthz", EVERYBODY),
    Asked("readyz", EVERYBODY),
    Asked("metrics", UNKNOWN),  # no token in the settings
    Asked("look_around", (405, 405, 405, 405, 405, 405)),
    # Accounts
    Asked("settings", SIGNED_IN),
    Asked("activity", ADMINISTERED),
    Asked("activity_export", ADMINISTERED, ("csv",)),
    Asked("my_week", SIGNED_IN),
    Asked("account_login", BEFORE_SIGN_IN),
    Asked("account_signup", BEFORE_SIGN_IN),
    Asked("account_logout", SIGNED_IN),
    Asked("account_inactive", EVERYBODY),
    Asked("account_reauthenticate", SIGNED_IN),
    Asked("account_change_password", SIGNED_IN),
    Asked("account_reset_password", EVERYBODY),
    Asked("account_reset_password_done", EVERYBODY),
    Asked("account_reset_password_from_key", EVERYBODY, ("{lead36}", "no-such-key")),
    Asked("account_reset_password_from_key_done", EVERYBODY),
    Asked("account_email", NOWHERE),
    Asked("account_email_verification_sent", NOWHERE),
    Asked("account_confirm_email", NOWHERE, ("key",)),
    Asked("account_set_password", NOWHERE),
    Asked("account_confirm_login_code", NOWHERE),
)

POSTS = (
    Asked("look_around", (404, 404, 404, 404, 404, 404), data={"as": "administrator"}),
    Asked("settings", (302, 302, 302, 302, 302, 302), data={"time_zone": "Asia/Tokyo", "mail_hour": "7"}),
)
