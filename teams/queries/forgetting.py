"""Where a person's name and address stand in words, in every table there is."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from common.copying.tables import Table, tables
from teams.models import Event, User
from teams.spellings import Replacing, mentions_of, spellings_of

CHUNK = 500
RUBRIC = {
    f"maturity.{name}"
    for name in ("maturitymodel", "modelversion", "dimension", "practice", "levelcriterion", "reference")
}
"""Left as they are: what an edition of a model says has a digest, and its file would bring the words back."""

type Row = tuple[int, dict[str, Any]]
"""The key of a row, and its columns of words."""


@dataclass(frozen=True, slots=True)
class Place:
    """In how many rows of a table something stands."""

    table: Table
    rows: int

    @property
    def words(self) -> str:
        meta = self.table._meta
        return f"{self.rows} {meta.verbose_name if self.rows == 1 else meta.verbose_name_plural}"


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What is known before a name is replaced. `names` are those that the person goes by and went by; `namesake` is
    somebody else of the same name; `kept` are places that stay as they are."""

    person: User
    names: Sequence[str]
    namesake: User | None
    places: Sequence[Place]
    kept: Sequence[Place]

    @property
    def is_plain(self) -> bool:
        """May the name be looked for in what people wrote, without finding other things? A single word is found
        everywhere, and a namesake's name is theirs."""
        return self.namesake is None and all(len(name.split()) > 1 for name in self.names)


def forgetting(person: User) -> Forgetting:
    """As many statements as there are tables with words, and two."""
    names = names_of(person)
    replacing = replacing_of(person, names, new_name(person), in_words=True)
    return Forgetting(
        person=person,
        names=names,
        namesake=User.objects.filter(name__iexact=person.name).exclude(pk=person.pk).first(),
        places=_places(worded_tables(), replacing),
        kept=_places(_rubric(), replacing),
    )


def new_name(person: User) -> str:
    return f"Former member {person.pk}"


def new_email(person: User) -> str:
    """No mail can be sent there: the domain is reserved for that (RFC 2606)."""
    return f"former-member-{person.pk}@removed.invalid"


def names_of(person: User) -> Sequence[str]:
    """The present one first, then those that the log knows."""
    acted = Event.objects.filter(actor=person).values_list("actor_name", flat=True)
    subject = Event.objects.filter(subject_type="teams.user", subject_id=person.pk)
    former = {*acted.distinct().order_by(), *subject.values_list("subject", flat=True).distinct().order_by()}
    return [person.name, *sorted(former - {person.name, ""})]


def replacing_of(person: User, names: Sequence[str], new: str, *, in_words: bool) -> Replacing:
    """Of the address in any case; of the names and of "@Priya" where words that people wrote are meant too."""
    found = spellings_of(names if in_words else (), person.email, new=new, new_email=new_email(person))
    first = person.name.split()[0]
    others = User.objects.exclude(pk=person.pk).filter(name__istartswith=first).values_list("name", flat=True)
    is_alone = not any(name.split()[0].casefold() == first.casefold() for name in others)
    return Replacing([*found, *mentions_of(person.name, new=new)] if in_words and is_alone else found)


def worded_tables() -> Sequence[Table]:
    """Those in which words are replaced: all but the people's own rows, and the rubric."""
    return [
        table for table in tables() if table is not User and _label(table) not in RUBRIC and worded(table)
    ]


def worded(table: Table) -> Sequence[str]:
    """Its columns of words: texts, short names in addresses, JSON; none that has one of few values, or is a key."""
    return [
        field.attname
        for field in table._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and not field.primary_key
    ]


def rows_with(table: Table, replacing: Replacing) -> Iterator[Row]:
    """Rows in which something is to be replaced, with what then stands there. One statement."""
    columns = worded(table)
    said = {f"said_{column}": Cast(column, models.TextField()) for column in columns}
    holds = Q()
    for needle in {way for each in replacing.needles for way in (each, json.dumps(each)[1:-1])}:
        for name in said:
            holds |= Q(**{f"{name}__icontains": needle})
    rows = table._base_manager.annotate(**said).filter(holds).order_by("pk").values("pk", *columns)
    for row in rows.iterator(chunk_size=CHUNK):
        changed = {
            column: new
            for column in columns
            if row[column] is not None and (new := replacing.in_value(row[column])) != row[column]
        }
        if changed:
            yield row["pk"], {column: _fitting(table, column, new) for column, new in changed.items()}


def _fitting(table: Table, column: str, value: Any) -> Any:
    """Cut where the column is short."""
    length = getattr(table._meta.get_field(column), "max_length", None)
    return value[:length] if length and isinstance(value, str) else value


def _places(found: Iterable[Table], replacing: Replacing) -> Sequence[Place]:
    counts = ((table, sum(1 for _ in rows_with(table, replacing))) for table in found)
    return [Place(table, count) for table, count in counts if count]


def _rubric() -> Sequence[Table]:
    return [table for table in tables() if _label(table) in RUBRIC]


def _label(table: Table) -> str:
    return table._meta.label_lower
