"""Plans on their way in."""

from django.urls import path

from plans.views import importing

urlpatterns = [
    path("plans/import/", importing.plan_import, name="plan_import"),
    path("plans/import/review/", importing.plan_import_review, name="plan_import_review"),
]
