"""Several plans at once. The word is no slug of a plan (`RESERVED_SLUGS`)."""

from django.urls import path

from plans.views import overview

urlpatterns = [
    path("plans/overview/", overview.plan_overview, name="plan_overview"),
]
