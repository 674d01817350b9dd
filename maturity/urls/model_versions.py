from django.urls import path

from maturity.views import model_drafts, model_entries, model_uploads, model_versions

VERSION = "models/<slug:key>/<int:number>"

urlpatterns = [
    path("models/", model_versions.list_models, name="models"),
    path("models/upload/", model_uploads.upload, name="model_upload"),
    path("models/<slug:key>/draft/", model_drafts.start, name="model_draft_start"),
    path(f"{VERSION}/", model_versions.show_version, name="model_version"),
    path(f"{VERSION}/changes/", model_versions.show_changes, name="model_changes"),
    path(f"{VERSION}/export/", model_versions.export, name="model_export"),
    path(f"{VERSION}/publish/", model_versions.publish, name="model_publish"),
    path(f"{VERSION}/retire/", model_versions.retire, name="model_retire"),
    path(f"{VERSION}/discard/", model_drafts.discard, name="model_discard"),
    path(f"{VERSION}/weights/", model_drafts.weigh, name="model_weights"),
    path(f"{VERSION}/preview/", model_entries.preview, name="model_preview"),
    path(f"{VERSION}/details/", model_entries.edit_details, name="model_details"),
    path(f"{VERSION}/practices/add/", model_entries.add_practice, name="model_practice_add"),
    path(f"{VERSION}/practices/<slug:entry>/edit/", model_entries.edit_practice, name="model_practice_edit"),
    path(f"{VERSION}/dimensions/add/", model_entries.add_dimension, name="model_dimension_add"),
    path(
        f"{VERSION}/dimensions/<slug:entry>/edit/", model_entries.edit_dimension, name="model_dimension_edit"
    ),
    *(
        path(f"{VERSION}/{kind}s/<slug:entry>/{verb}/", view, {"kind": kind}, name=f"model_{kind}_{verb}")
        for kind in ("practice", "dimension")
        for verb, view in (
            ("move", model_drafts.move),
            ("retire", model_drafts.retire),
            ("restore", model_drafts.restore),
        )
    ),
]
