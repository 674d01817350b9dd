"""The page of whoever manages plans; it stands before the addresses that begin with a plan's name."""

from django.urls import path

from plans.views import managed

urlpatterns = [path("plans/managed/", managed.plans_managed, name="plans_managed")]
