from django.urls import path

from teams import views

urlpatterns = [path("look-around/", views.look_around, name="look_around")]
