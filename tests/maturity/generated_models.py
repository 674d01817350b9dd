"""Model files that Hypothesis makes up."""

from dataclasses import replace

from hypothesis import strategies as st

from maturity.catalogue_file import DimensionEntry, ModelFile, PracticeEntry, ReferenceEntry
from maturity.delivery_metrics import METRICS

texts = (
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
) | st.sampled_from(
    ["No", "null", "~", "1", "- a", "a: b", "a #b", "'", '"', "{", "&a", "*a", "!a", "%a", "@", "\ufeff"]
)
few_words = st.text("ab", min_size=1, max_size=3)  # where what a text looks like plays no part
keys = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)
weights = st.integers(1, 100)
_addresses = st.from_regex(r"https://[a-z]{1,8}\.example/[a-z0-9?=&%#-]{0,20}", fullmatch=True)
_labels = st.lists(
    texts.filter(lambda text: len(text) <= 40),
    min_size=2,
    max_size=10,
    unique_by=lambda text: text.casefold(),
)


def practices(
    key: str, scale: tuple[str, ...], words: st.SearchStrategy[str] = texts
) -> st.SearchStrategy[PracticeEntry]:
    references = st.lists(st.builds(ReferenceEntry, words, _addresses), max_size=2).map(tuple)
    return st.builds(
        PracticeEntry,
        st.just(key),
        words,
        words,
        weights,
        st.integers(1, 3650),
        st.lists(words, min_size=len(scale), max_size=len(scale)).map(tuple),
        references,
        st.just("") | words,
        st.sampled_from(["", *METRICS]),
        st.lists(words, max_size=6).map(tuple),
    )


@st.composite
def models(draw: st.DrawFn, words: st.SearchStrategy[str] = texts) -> ModelFile:
    scale = tuple(draw(_labels)) if words is texts else ("Off", "On")
    names = draw(st.lists(keys, min_size=2, max_size=5, unique=True))
    made = [draw(practices(key, scale, words)) for key in names]
    at = draw(st.integers(1, len(names) - 1))
    dimensions = tuple(
        DimensionEntry(key, draw(words), draw(words), draw(weights), tuple(part))
        for key, part in zip(names, (made[:at], made[at:]), strict=False)
    )
    return ModelFile(draw(keys), draw(words), draw(words), scale, dimensions)


@st.composite
def later_editions(draw: st.DrawFn, before: ModelFile) -> ModelFile:
    """Another edition: some practices gone, some put elsewhere, some changed in one field, some new."""
    scale = draw(st.just(before.scale) | st.just((*before.scale[:-1], "Beyond")))
    old = [practice for dimension in before.dimensions for practice in dimension.practices]
    kept = [draw(_changed(practice)) for practice in draw(st.permutations(old)) if draw(st.booleans())]
    added = draw(st.lists(keys.map("new-{}".format), max_size=2, unique=True))
    everything = [*kept, *(draw(practices(key, scale, few_words)) for key in added)]
    at = draw(st.integers(0, len(everything)))
    first, second = draw(st.permutations(before.dimensions))
    dimensions = (
        replace(first, practices=tuple(everything[:at]), weight=draw(weights)),
        replace(second, practices=tuple(everything[at:])),
    )
    return replace(before, scale=scale, dimensions=dimensions)


def _changed(practice: PracticeEntry) -> st.SearchStrategy[PracticeEntry]:
    return st.one_of(
        st.just(practice),
        st.builds(lambda weight: replace(practice, weight=weight), weights),
        st.builds(lambda days: replace(practice, half_life_days=days), st.integers(1, 3650)),
        st.builds(lambda title: replace(practice, title=title), few_words),
        st.builds(lambda text: replace(practice, criteria=(text, *practice.criteria[1:])), few_words),
    )
