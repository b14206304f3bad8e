"""The bundled tables are the compilation as it was audited."""

from __future__ import annotations

from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[3] / "shared" / "cases" / "united-front-2023"

pytestmark = pytest.mark.skipif(not _BESIDE.is_dir(), reason="the audited compilation does not lie beside the repository")


@pytest.mark.parametrize("original", sorted(_BESIDE.glob("*.csv")), ids=lambda path: path.name)
def test_each_table_is_a_copy_to_the_byte(original: Path, repository: Path) -> None:
    assert (repository / "cases" / "united-front-2023" / original.name).read_bytes() == original.read_bytes()


def test_no_sentence_of_the_article_stands_in_the_repository(repository: Path) -> None:
    article = _BESIDE.parents[1] / "documents" / "the-national-2024-01-03.txt"
    if not article.is_file():
        pytest.skip("the article does not lie beside the repository")
    words = article.read_text(encoding="utf-8").replace("’", "'").split()
    runs = {" ".join(words[i : i + 9]).casefold() for i in range(len(words) - 9)}
    for path in sorted((repository / "cases" / "united-front-2023").glob("*.*")):
        text = " ".join(path.read_text(encoding="utf-8").replace("’", "'").casefold().split())
        found = [run for run in runs if run in text]
        assert not found, f"{path.name}: {found[:2]}"
