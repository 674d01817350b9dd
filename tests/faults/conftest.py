"""One PostgreSQL, one Redis and one filled workspace for all faults; each test has a copy of it."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from tests.faults.place import Place
from tests.faults.servers import Postgres, Redis, own_postgres, own_redis
from tests.faults.work import DEATHS
from tests.teams_at_work import Work

TEMPLATE = "filled"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with own_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    with own_redis() as server:
        yield server


@pytest.fixture
def redis(redis_server: Redis) -> Redis:
    """With nothing in it of the test before."""
    redis_server.kill()
    redis_server.start()
    return redis_server


@pytest.fixture(scope="session")
def new_place(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Place]:
    """Makes a copy of the filled workspace. It is the coming Monday there: plans send no mail on a weekend."""
    numbers = count(1)
    ahead = str(-datetime.now(UTC).weekday() % 7 * 86_400)

    def place(database: str, work: Work, **more: str) -> Place:
        data = tmp_path_factory.mktemp("place")
        (data / "clock").write_text(ahead)
        return Place(data, database, data / "clock", work, **more)

    filled = place(postgres.database(TEMPLATE), Work([], [], [], []))
    work = Work(**json.loads(filled.python("from tests.faults import work; work.fill()")))
    return lambda **more: place(postgres.database(f"copy{next(numbers)}", TEMPLATE), work, **more)


@pytest.fixture(scope="session")
def straight(new_place: Callable[..., Place]) -> tuple[dict[str, list], tuple[int, ...]]:
    """What is in the workspace after every task ran once, undisturbed: the whole, and a few numbers of it."""
    place = new_place()
    place.python(f"from tests.faults import work; work.run_straight(*{list(DEATHS)})")
    return place.picture(), place.measures()
