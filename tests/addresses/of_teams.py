"""Addresses of `teams` and of the whole site: who a person is, and what they set for themselves."""

from tests.addresses.asked import Asked, Statuses
from tests.addresses.statuses import (
    ADMINISTERED,
    ADMINISTERS,
    BEFORE_SIGN_IN,
    EVERYBODY,
    LED_ON,
    NOWHERE,
    POST_ONLY,
    SIGNED_IN,
    UNKNOWN,
)

INVITED = {
    "people": "New Person <new@example.org>",
    "role": "member",
    "team": "ledger",
    "team_role": "member",
}
PERSON = {"name": "Another", "email": "another@example.org", "role": "leadership", "version": "1"}

THEIR_IMPORT: Statuses = (302, 404, 404, 404, 404, 200)  # the administrator's, who uploaded it
GOES_ON: Statuses = (302, 404, 404, 404, 404, 302)

PAGES = (
    Asked("home", LED_ON),
    Asked("healthz", EVERYBODY),
    Asked("readyz", EVERYBODY),
    Asked("metrics", UNKNOWN),  # no token in the settings
    Asked("look_around", (405, 405, 405, 405, 405, 405)),
    # Accounts
    Asked("settings", SIGNED_IN),
    Asked("security", SIGNED_IN),
    Asked("second_factor", SIGNED_IN),
    Asked("second_factor_off", LED_ON),
    Asked("recovery_codes", LED_ON),
    Asked("device_end", POST_ONLY, ("1",)),
    Asked("devices_end", POST_ONLY),
    Asked("mfa_authenticate", LED_ON),
    Asked("openid_connect_login", (405, 405, 405, 405, 405, 405), ("sso",)),
    Asked("openid_connect_callback", (404, 404, 404, 404, 404, 404), ("sso",)),
    Asked("mfa_reauthenticate", LED_ON),
    Asked("activity", ADMINISTERED),
    Asked("activity_export", ADMINISTERED, ("csv",)),
    # People
    Asked("people", ADMINISTERED),
    Asked("people_invite", ADMINISTERED),
    Asked("people_invite_waiting", ADMINISTERED),
    Asked("person", ADMINISTERED, ("{member}",)),
    Asked("person", ADMINISTERED, ("{invited}",)),
    Asked("person", ADMINISTERED, ("{gone}",)),
    Asked("person", (302, 403, 403, 403, 403, 404), ("999999",)),
    Asked("person_team", POST_ONLY, ("{member}",)),
    Asked("person_invite", POST_ONLY, ("{invited}",)),
    Asked("person_invite_take_back", POST_ONLY, ("{invited}",)),
    Asked("person_deactivate", ADMINISTERED, ("{member}",)),
    Asked("person_reactivate", POST_ONLY, ("{gone}",)),
    Asked("person_forget", ADMINISTERED, ("{gone}",)),
    Asked("person_forget", (302, 403, 403, 403, 403, 403), ("{member}",)),
    Asked("person_factor", ADMINISTERED, ("{protected}",)),
    Asked("person_factor", ADMINISTERED, ("{member}",)),  # who has none
    Asked("team_people", ADMINISTERED, ("ledger",)),
    Asked("invitation", EVERYBODY, ("{token}",)),
    Asked("invitation", (410, 410, 410, 410, 410, 410), ("1-1~made-up",)),
    # Spreadsheets
    Asked("spreadsheets", SIGNED_IN),
    Asked("spreadsheet", ADMINISTERED, ("people",)),
    Asked("spreadsheet", SIGNED_IN, ("teams",)),
    Asked("spreadsheet", NOWHERE, ("nothing",)),
    Asked("spreadsheet_export", ADMINISTERED, ("people", "csv")),
    Asked("spreadsheet_export", SIGNED_IN, ("teams", "xlsx")),
    Asked("spreadsheet_export", NOWHERE, ("teams", "pdf")),
    Asked("spreadsheet_template", ADMINISTERED, ("teams", "json")),
    Asked("import", THEIR_IMPORT, ("{import_job}",)),
    Asked("import", NOWHERE, ("999999",)),
    Asked("import_faults", THEIR_IMPORT, ("{import_job}",)),
    Asked("import_columns", POST_ONLY, ("{import_job}",)),
    Asked("import_confirm", POST_ONLY, ("{import_job}",)),
    Asked("import_cancel", POST_ONLY, ("{import_job}",)),
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
    Asked("spreadsheet", (302, 403, 403, 403, 403, 422), ("people",)),
    Asked("import_columns", GOES_ON, ("{import_job}",), {"email": "0", "name": "1"}),
    Asked("import_confirm", GOES_ON, ("{import_job}",), {"mark": "{import_mark}"}),
    Asked("import_cancel", GOES_ON, ("{import_job}",)),
    Asked("look_around", (404, 404, 404, 404, 404, 404), data={"as": "administrator"}),
    Asked("settings", (302, 302, 302, 302, 302, 302), data={"time_zone": "Asia/Tokyo", "mail_hour": "7"}),
    Asked("people_invite", ADMINISTERS, data=INVITED),
    Asked("people_invite_waiting", ADMINISTERS, data={"person": "{waiting}"}),
    Asked("person", ADMINISTERS, ("{member}",), PERSON),
    Asked("person_team", ADMINISTERS, ("{member}",), {"team": "ledger", "role": "lead"}),
    Asked("person_invite", ADMINISTERS, ("{invited}",)),
    Asked("person_invite_take_back", ADMINISTERS, ("{invited}",)),
    Asked("person_deactivate", ADMINISTERS, ("{member}",)),
    Asked("person_reactivate", ADMINISTERS, ("{gone}",)),
    Asked("person_forget", ADMINISTERS, ("{gone}",), {"version": "2", "in_words": "on"}),
    Asked("person_factor", ADMINISTERS, ("{protected}",)),
    Asked("team_people", ADMINISTERS, ("ledger",), {"person": "{member}", "role": ""}),
)
