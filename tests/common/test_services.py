"""The mark of a writer."""

import importlib
import inspect
import pkgutil
from datetime import datetime
from types import ModuleType

import pytest

import maturity.services
import plans.services
import teams.services
from common.services import service
from teams.models import User, Workspace

PACKAGES = (teams.services, maturity.services, plans.services)


def test_a_writer_must_name_its_actor_and_its_moment() -> None:
    with pytest.raises(TypeError, match="with by and now"):

        @service
        def forget_everything(*, slug: str, now: datetime) -> None:
            """Names no actor."""


def test_a_writer_takes_keywords_only() -> None:
    with pytest.raises(TypeError, match="keyword arguments only"):

        @service
        def rename(slug: str, *, by: User | None, now: datetime) -> None:
            """Takes a word without its name."""


@pytest.mark.django_db
def test_a_writer_that_fails_leaves_nothing_behind(now: datetime) -> None:
    @service
    def half_way(*, by: User | None, now: datetime) -> None:
        Workspace.objects.create(id=1, name="Half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way(by=None, now=now)
    assert not Workspace.objects.exists()


def modules() -> list[ModuleType]:
    return [
        importlib.import_module(f"{package.__name__}.{found.name}")
        for package in PACKAGES
        for found in pkgutil.iter_modules(package.__path__)
    ]


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_every_public_function_with_an_actor_is_marked_or_made_of_marked_ones(module: ModuleType) -> None:
    """What takes `by` and `now` writes: one transaction each, but for what goes on day by day (a generator)."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if name.startswith("_") or function.__module__ != module.__name__:
            continue
        if {"by", "now"} <= inspect.signature(function).parameters.keys() and name not in {"record", "event"}:
            unmarked = not getattr(function, "is_service", False)
            assert not unmarked or inspect.isgeneratorfunction(function) or name.startswith("require_"), name
