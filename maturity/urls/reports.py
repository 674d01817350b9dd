from django.urls import path

from maturity.views import reports

_CYCLE = "reports/<slug:cycle>"

urlpatterns = [
    path(f"{_CYCLE}/", reports.show_report, name="report"),
    path(f"{_CYCLE}/divisions/<slug:division>/", reports.show_report, name="report_division"),
    path(f"{_CYCLE}/teams/<slug:team>/", reports.show_report, name="report_team"),
]
