"""What each team's newest submission says, to be read under another edition of the model."""

from collections import defaultdict

from django.db.models import OuterRef, Subquery

from maturity.model_changes import Question
from maturity.model_effect import AskedAnswer, TeamAnswers
from maturity.models import Dimension, LevelCriterion, Submission, SubmittedAnswer
from maturity.scoring import PracticeAnswer
from teams.models import Team


def newest_answers() -> tuple[TeamAnswers, ...]:
    """Of every team that is not archived and has submitted, by name. Four statements."""
    newest = Submission.objects.filter(team=OuterRef("pk")).order_by("-submitted_at", "-id").values("pk")[:1]
    teams = Team.objects.filter(archived_on=None).annotate(newest=Subquery(newest)).exclude(newest=None)
    rows = list(teams.order_by("name").values_list("slug", "name", "newest"))
    submissions = Submission.objects.filter(pk__in=[pk for _, _, pk in rows]).order_by()
    versions = dict(submissions.values_list("pk", "version"))
    asked = _questions(set(versions.values()))
    dimensions = _dimensions(set(versions.values()))
    answers = _answers(list(versions), asked)
    return tuple(TeamAnswers(slug, name, dimensions[versions[pk]], answers[pk]) for slug, name, pk in rows)


def _questions(versions: set[int]) -> dict[int, Question]:
    """What each practice of the versions asks."""
    texts: dict[int, list[str]] = defaultdict(list)
    heads: dict[int, tuple[str, list[str]]] = {}
    criteria = LevelCriterion.objects.filter(practice__version__in=versions).order_by("practice_id", "level")
    for pk, key, scale, text in criteria.values_list(
        "practice_id", "practice__key", "practice__version__scale", "text"
    ):
        texts[pk].append(text)
        heads[pk] = (key, scale)
    return {pk: Question(key, tuple(texts[pk]), tuple(scale)) for pk, (key, scale) in heads.items()}


def _dimensions(versions: set[int]) -> dict[int, dict[str, tuple[str, int]]]:
    found: dict[int, dict[str, tuple[str, int]]] = defaultdict(dict)
    rows = Dimension.objects.filter(version__in=versions).order_by("version", "position")
    for version, key, title, weight in rows.values_list("version_id", "key", "title", "weight"):
        found[version][key] = (title, weight)
    return found


def _answers(submissions: list[int], asked: dict[int, Question]) -> dict[int, list[AskedAnswer]]:
    found: dict[int, list[AskedAnswer]] = defaultdict(list)
    rows = SubmittedAnswer.objects.filter(submission__in=submissions).order_by("pk")
    for submission, practice, dimension, weight, level, not_applicable in rows.values_list(
        "submission_id",
        "practice_id",
        "practice__dimension__key",
        "practice__weight",
        "level",
        "not_applicable",
    ):
        answer = PracticeAnswer(weight=weight, level=level, not_applicable=not_applicable)
        found[submission].append(AskedAnswer(asked[practice], dimension, answer))
    return found
