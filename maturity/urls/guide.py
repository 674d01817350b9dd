from django.urls import path

from maturity.views import guide

urlpatterns = [
    path("guide/", guide.show_guide, name="guide"),
    path("guide/<slug:dimension>/", guide.show_chapter, name="guide_chapter"),
    path("guide/practices/<slug:practice>/", guide.show_practice, name="guide_practice"),
    # Two words, so that a dimension may have any key.
    path("guide/print/all/", guide.print_guide, name="guide_print"),
]
