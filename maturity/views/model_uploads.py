"""Uploading a model file: read, shown as a difference, and stored once that is confirmed."""

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.decisions import ChangedSince
from common.pages import render_page
from maturity.catalogue_file import CatalogueError, ModelFile, read_model, write_model
from maturity.catalogue_file.document import MAX_BYTES
from maturity.forms.model_versions import UploadForm
from maturity.model_change_words import counted
from maturity.model_changes import compare
from maturity.models import MaturityModel
from maturity.policies import may_load_model
from maturity.queries.model_files import model_file
from maturity.queries.versions import newest_of
from maturity.services.model_versions import digest_of, load_model
from maturity.views.model_versions import told_changes
from teams.signed_in import person

_SALT = "maturity.upload"
_HOURS = 12


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form; with a file, what it would change; with that confirmed, the draft that it became."""
    may_load_model(person(request)).require()
    if request.method != "POST":
        return _form(request, UploadForm())
    return _confirmed(request) if "content" in request.POST else _uploaded(request)


def _uploaded(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, status=422)
    uploaded = form.cleaned_data["file"]
    try:
        # One byte more than a file may have is enough to refuse it.
        file = read_model(uploaded.name, uploaded.read(MAX_BYTES + 1))
    except CatalogueError as error:
        form.add_error("file", str(error))
        return _form(request, form, status=422)
    return _difference(request, file)


def _confirmed(request: HttpRequest) -> HttpResponse:
    try:
        content = signing.loads(request.POST["content"], salt=_SALT, max_age=_HOURS * 3600)
    except signing.BadSignature:
        form = UploadForm()
        return _form(
            request, form, "This page is too old to be confirmed. Choose the file again.", status=422
        )
    file, opened = read_model("upload", content.encode()), request.POST.get("opened", "")
    try:
        version = load_model(file=file, replacing=opened, by=person(request), now=timezone.now())
    except ChangedSince as error:
        return _difference(request, file, error.message)
    messages.success(request, "The file is in the draft. Nothing is published yet.")
    return redirect("model_version", version.model.key, version.number)


def _difference(request: HttpRequest, file: ModelFile, problem: str = "") -> HttpResponse:
    model = MaturityModel.objects.filter(key=file.key).first()
    newest = newest_of(model) if model else None
    changes = compare(model_file(newest), file) if newest else None
    context = {
        "file": file,
        "practices": sum(len(dimension.practices) for dimension in file.dimensions),
        "newest": newest,
        "is_same": newest is not None and newest.digest == digest_of(file),
        "counted": counted(changes) if changes else (),
        "content": signing.dumps(write_model(file), salt=_SALT, compress=True),
        "opened": newest.digest if newest else "",
        "problem": problem,
        **(told_changes(changes) if changes else {}),
    }
    return render_page(request, "maturity/model_upload_confirm.html", context, status=409 if problem else 200)


def _form(request: HttpRequest, form: UploadForm, problem: str = "", *, status: int = 200) -> HttpResponse:
    context = {"form": form, "problem": problem}
    return render_page(request, "maturity/model_upload.html", context, status=status)
