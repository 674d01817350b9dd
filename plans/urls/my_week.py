"""What is due from the person who asks."""

from django.urls import path

from plans.views import my_week

urlpatterns = [path("my-week/", my_week.own_week, name="my_week")]
