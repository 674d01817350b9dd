from django.urls import path

from maturity.views import answers, assessments, corrections, submissions

PLACE = "teams/<slug:team>/assessments/<slug:cycle>"
_SUBMISSION = f"{PLACE}/submissions/<int:number>"
_ANSWER = f"{PLACE}/answers/<int:practice>"

urlpatterns = [
    path(f"{PLACE}/", assessments.assessment, name="assessment"),
    path(f"{PLACE}/start/", assessments.start, name="assessment_start"),
    path(f"{PLACE}/submit/", submissions.submit, name="assessment_submit"),
    path(f"{_SUBMISSION}/", submissions.submission, name="submission"),
    path(f"{_SUBMISSION}/since/<int:since>/", submissions.changes, name="submission_changes"),
    path(f"{_SUBMISSION}/since/<slug:since>/", submissions.changes, name="submission_since"),
    path(f"{PLACE}/correction/", corrections.correction, name="correction"),
    path(f"{PLACE}/correction/withdraw/", corrections.withdraw, name="correction_withdraw"),
    path(f"{PLACE}/dimensions/<slug:dimension>/", assessments.assessment, name="assessment_dimension"),
    path(f"{_ANSWER}/", answers.answer, name="answer"),
    path(f"{_ANSWER}/confirm/", answers.confirm, name="answer_confirm"),
    path(f"{_ANSWER}/evidence/", answers.add_link, name="evidence_add"),
    path(f"{_ANSWER}/evidence/<int:evidence>/remove/", answers.remove_link, name="evidence_remove"),
]
