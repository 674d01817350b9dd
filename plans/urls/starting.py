"""Templates, and starting a plan from one."""

from django.urls import path

from plans.views import starting, templates

urlpatterns = [
    path("plans/templates/<slug:slug>/", templates.plan_template, name="plan_template"),
    path("plans/templates/<slug:slug>/start/", starting.plan_start, name="plan_start"),
    path("plans/templates/<slug:slug>/start/dates/", starting.plan_start_dates, name="plan_start_dates"),
]
