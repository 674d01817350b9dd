"""Every address of the plans half; a module for each kind of page."""

from plans.urls import (
    arranging,
    calendars,
    check_ins,
    closing,
    comparing,
    importing,
    items,
    lists,
    managing,
    metrics,
    my_week,
    plans,
    reading,
    starting,
)

urlpatterns = [
    *comparing.urlpatterns,
    *my_week.urlpatterns,
    *starting.urlpatterns,
    *importing.urlpatterns,
    *managing.urlpatterns,
    *plans.urlpatterns,
    *reading.urlpatterns,
    *arranging.urlpatterns,
    *items.urlpatterns,
    *lists.urlpatterns,
    *metrics.urlpatterns,
    *calendars.urlpatterns,
    *closing.urlpatterns,
    *check_ins.urlpatterns,
]
