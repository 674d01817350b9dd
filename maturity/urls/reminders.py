from django.urls import path

from maturity.views import reminders

urlpatterns = [path("cycles/<slug:slug>/remind/", reminders.remind, name="cycle_remind")]
