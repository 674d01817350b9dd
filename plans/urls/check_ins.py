"""Check-ins of a plan's weeks, and the page of whoever manages plans."""

from django.urls import path

from plans.views import check_ins, managed

urlpatterns = [
    path("plans/managed/", managed.plans_managed, name="plans_managed"),
    path("plans/<slug:slug>/check-ins/", check_ins.plan_check_ins, name="plan_check_ins"),
    path("plans/<slug:slug>/check-ins/<int:week>/", check_ins.plan_check_in, name="plan_check_in"),
    path("plans/<slug:slug>/check-ins/<int:week>/send/", check_ins.send, name="plan_check_in_send"),
    path(
        "plans/<slug:slug>/check-ins/<int:week>/acknowledge/",
        check_ins.acknowledge,
        name="plan_check_in_acknowledge",
    ),
]
