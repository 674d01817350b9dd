"""Every address. What belongs to an app stands in that app's `urls`."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from common.health import healthz, readyz
from common.metrics.page import metrics

handler429 = "common.failures.too_many_requests"  # asked for by allauth
handler500 = "common.failures.server_error"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="matrix"), name="home"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("", include("teams.urls")),  # before allauth's: some of its doors are shut there
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("maturity.urls")),
    path("", include("plans.urls")),
]
