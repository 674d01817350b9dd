from django.urls import path

from teams.views import activity, own

urlpatterns = [
    path("settings/", own.own_settings, name="settings"),
    path("look-around/", own.look_around, name="look_around"),
    path("activity/", activity.log, name="activity"),
    path("activity/activity.<str:kind>", activity.export, name="activity_export"),
    # Doors of allauth's that stay shut, under its own names: an administrator keeps people and their addresses.
    path("accounts/email/", own.shut, name="account_email"),
    path("accounts/confirm-email/", own.shut, name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", own.shut, name="account_confirm_email"),
    path("accounts/password/set/", own.shut, name="account_set_password"),
    path("accounts/login/code/confirm/", own.shut, name="account_confirm_login_code"),
]
