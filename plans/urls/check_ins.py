"""Check-ins of a plan's weeks."""

from django.urls import path

from plans.views import check_ins

urlpatterns = [
    path("plans/<slug:slug>/check-ins/", check_ins.plan_check_ins, name="plan_check_ins"),
    path("plans/<slug:slug>/check-ins/<int:week>/", check_ins.plan_check_in, name="plan_check_in"),
    path("plans/<slug:slug>/check-ins/<int:week>/send/", check_ins.send, name="plan_check_in_send"),
    path(
        "plans/<slug:slug>/check-ins/<int:week>/acknowledge/",
        check_ins.acknowledge,
        name="plan_check_in_acknowledge",
    ),
]
