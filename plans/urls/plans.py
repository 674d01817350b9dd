"""Reading plans: the list, a plan by week and by phase, and its document."""

from django.urls import path

from plans.views import documents, plans

urlpatterns = [
    path("plans/", plans.plan_list, name="plans"),
    path("plans/<slug:slug>/", plans.plan, name="plan"),
    path("plans/<slug:slug>/weeks/<int:week>/", plans.plan_week, name="plan_week"),
    path("plans/<slug:slug>/phases/", plans.plan_phases, name="plan_phases"),
    path("plans/<slug:slug>/plan.md", plans.plan_markdown, name="plan_markdown"),
    path("plans/<slug:slug>/plan.zip", documents.plan_zip, name="plan_zip"),
    path("plans/<slug:slug>/items.<str:kind>", documents.plan_items, name="plan_items"),
]
