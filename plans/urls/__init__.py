"""Every address of the plans half; a module for each kind of page."""

from plans.urls import arranging, calendars, closing, items, plans, starting

urlpatterns = [
    *starting.urlpatterns,
    *plans.urlpatterns,
    *arranging.urlpatterns,
    *items.urlpatterns,
    *calendars.urlpatterns,
    *closing.urlpatterns,
]
