"""Every address of the maturity half; a module for each kind of page."""

from maturity.urls import (
    assessments,
    cycles,
    guide,
    matrix,
    model_versions,
    reminders,
    reports,
    trends,
    votes,
    why,
)

urlpatterns = [
    *guide.urlpatterns,
    *matrix.urlpatterns,
    *trends.urlpatterns,
    *why.urlpatterns,
    *cycles.urlpatterns,
    *reminders.urlpatterns,
    *reports.urlpatterns,
    *model_versions.urlpatterns,
    *assessments.urlpatterns,
    *votes.urlpatterns,
]
