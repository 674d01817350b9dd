from django.urls import path

from maturity.views import answers, assessments, guide, matrix, teams

_ASSESSMENT = "teams/<slug:team>/assessments/<slug:cycle>"

urlpatterns = [
    path("guide/", guide.show_guide, name="guide"),
    path("guide/<slug:dimension>/", guide.show_chapter, name="guide_chapter"),
    path("guide/practices/<slug:practice>/", guide.show_practice, name="guide_practice"),
    # Two words, so that a dimension may have any key.
    path("guide/print/all/", guide.print_guide, name="guide_print"),
    path("matrix/", matrix.show_matrix, name="matrix"),
    path("matrix/<slug:team>/<slug:dimension>/", matrix.show_cell, name="matrix_cell"),
    path("teams/", teams.list_teams, name="teams"),
    path("teams/<slug:slug>/", teams.show_team, name="team"),
    path(f"{_ASSESSMENT}/", assessments.assessment, name="assessment"),
    path(f"{_ASSESSMENT}/start/", assessments.start, name="assessment_start"),
    path(f"{_ASSESSMENT}/submit/", assessments.submit, name="assessment_submit"),
    path(f"{_ASSESSMENT}/submissions/<int:number>/", assessments.submission, name="submission"),
    path(f"{_ASSESSMENT}/answers/<int:practice>/", answers.answer, name="answer"),
    path(f"{_ASSESSMENT}/answers/<int:practice>/confirm/", answers.confirm, name="answer_confirm"),
    path(f"{_ASSESSMENT}/answers/<int:practice>/evidence/", answers.add_link, name="evidence_add"),
    path(
        f"{_ASSESSMENT}/answers/<int:practice>/evidence/<int:evidence>/remove/",
        answers.remove_link,
        name="evidence_remove",
    ),
    path(f"{_ASSESSMENT}/dimensions/<slug:dimension>/", assessments.assessment, name="assessment_dimension"),
]
