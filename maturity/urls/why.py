from django.urls import path

from maturity.views import why

urlpatterns = [
    path("why/", why.show_why, name="why"),
    path("why/export/<slug:kind>/", why.export_why, name="why_export"),
]
