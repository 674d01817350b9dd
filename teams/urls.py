from allauth.mfa.base.views import authenticate, reauthenticate
from django.urls import path

from teams.views import activity, imports, invitations, leaving, openid, own, people, security, spreadsheets

urlpatterns = [
    path("settings/", own.own_settings, name="settings"),
    path("settings/security/", security.security, name="security"),
    path("settings/security/app/", security.set_up, name="second_factor"),
    path("settings/security/app/off/", security.turn_off_factor, name="second_factor_off"),
    path("settings/security/recovery-codes/", security.recovery_codes, name="recovery_codes"),
    path("settings/security/devices/<int:number>/end/", security.end_one, name="device_end"),
    path("settings/security/devices/end-others/", security.end_others, name="devices_end"),
    # Of allauth's pages for second factors, the two that ask for a code.
    path("accounts/code/", authenticate, name="mfa_authenticate"),
    path("accounts/code/again/", reauthenticate, name="mfa_reauthenticate"),
    path("accounts/oidc/<slug:provider_id>/", openid.begin, name="openid_connect_login"),
    path("accounts/oidc/<slug:provider_id>/callback/", openid.callback, name="openid_connect_callback"),
    path("look-around/", own.look_around, name="look_around"),
    path("activity/", activity.log, name="activity"),
    path("activity/activity.<str:kind>", activity.export, name="activity_export"),
    path("people/", people.list_people, name="people"),
    path("people/invite/", invitations.invite_new, name="people_invite"),
    path("people/invite/waiting/", invitations.invite_all_waiting, name="people_invite_waiting"),
    path("people/<int:number>/", people.show_person, name="person"),
    path("people/<int:number>/team/", people.change_membership, name="person_team"),
    path("people/<int:number>/invitation/", invitations.send_invitation, name="person_invite"),
    path("people/<int:number>/invitation/take-back/", invitations.take_back, name="person_invite_take_back"),
    path("people/<int:number>/deactivate/", leaving.deactivate, name="person_deactivate"),
    path("people/<int:number>/reactivate/", leaving.reactivate, name="person_reactivate"),
    path("people/<int:number>/replace-name/", leaving.forget, name="person_forget"),
    path("teams/<slug:slug>/people/", people.team_people, name="team_people"),
    path("invitations/<str:token>/", invitations.accept, name="invitation"),
    path("spreadsheets/", spreadsheets.kinds, name="spreadsheets"),
    path("spreadsheets/<slug:slug>/", spreadsheets.kind, name="spreadsheet"),
    path("spreadsheets/<slug:slug>/rows.<str:kind>", spreadsheets.export, name="spreadsheet_export"),
    path("spreadsheets/<slug:slug>/template.<str:kind>", spreadsheets.template, name="spreadsheet_template"),
    path("imports/<int:number>/", imports.show, name="import"),
    path("imports/<int:number>/columns/", imports.columns, name="import_columns"),
    path("imports/<int:number>/confirm/", imports.confirm, name="import_confirm"),
    path("imports/<int:number>/cancel/", imports.cancel, name="import_cancel"),
    path("imports/<int:number>/faults.csv", imports.faults, name="import_faults"),
    # Doors of allauth's that stay shut, under its own names: an administrator keeps people and their addresses.
    path("accounts/email/", own.shut, name="account_email"),
    path("accounts/confirm-email/", own.shut, name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", own.shut, name="account_confirm_email"),
    path("accounts/password/set/", own.shut, name="account_set_password"),
    path("accounts/login/code/confirm/", own.shut, name="account_confirm_login_code"),
]
