from django.urls import path

from teams import views

urlpatterns = [
    path("settings/", views.own_settings, name="settings"),
    path("look-around/", views.look_around, name="look_around"),
    # Doors of allauth's that stay shut, under its own names: an administrator keeps people and their addresses.
    path("accounts/email/", views.shut, name="account_email"),
    path("accounts/confirm-email/", views.shut, name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", views.shut, name="account_confirm_email"),
    path("accounts/password/set/", views.shut, name="account_set_password"),
    path("accounts/login/code/confirm/", views.shut, name="account_confirm_login_code"),
]
