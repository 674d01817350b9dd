"""The same save among 20 writers who never pause, each save sent when the last one is answered: a queue by nature."""

from functools import partial

from tests.benchmarks import autosave

measure = partial(autosave.measure, pause=(0, 0))
