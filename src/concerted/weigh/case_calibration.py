"""The calibrations of a case: one for each timing finding, kept in CASE/calibration.json for as long as the case's files stay as they are."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from concerted.case.folder import Input
from concerted.counts import Counts
from concerted.days import Window
from concerted.errors import OutputError
from concerted.finding import Finding
from concerted.simulate.alike import Alike
from concerted.version import __version__
from concerted.weigh.battery import Asked
from concerted.weigh.calibration import Calibration, summary
from concerted.weigh.calibration_runs import SHARES, Fired, Source, Study, run
from concerted.weigh.calibration_tests import QUESTIONS
from concerted.weigh.calibration_totals import steady_totals
from concerted.weigh.calibration_trial import Trial
from concerted.weigh.dossier import Dossier

FILE = "calibration.json"
_ALPHA = 0.05
# As the battery asks it.
_BASELINE = "before"
_SMALLEST_FALL = 0.5
_SIGNS = {1: "1", 0: "0", -1: "."}


# From a finding to worlds and the test; None where the data tell too little.
_Maker = Callable[[Dossier, Asked], tuple[Source, Trial] | None]


@dataclass(frozen=True, eq=False)
class Planned:
    """A finding that is to be calibrated.

    Attributes
    ----------
    key : str
    finding : Finding
    study : Study
    smallest_share : float
    """

    key: str
    finding: Finding
    study: Study
    smallest_share: float

    def calibration(self, fired: Fired) -> Calibration:
        """Return what the runs show."""
        question, groups, share = self.finding.question, self.finding.groups, self.smallest_share
        return summary(question, groups, fired, alpha=_ALPHA, seed=self.study.seed, smallest_share=share)


def key_of(finding: Finding) -> str:
    """Return what a finding is known by in calibration.json: its question, its groups and what it is about."""
    return " | ".join((finding.question, ", ".join(finding.groups), finding.about))


def plan(dossier: Dossier, *, runs: int, seed: int) -> tuple[Planned, ...]:
    """Return the timing findings of a case that can be calibrated: those with a p, on daily counts or on one running total."""
    planned = []
    for asked in dossier.asked:
        maker = _MAKERS.get(asked.finding.question)
        made = maker(dossier, asked) if maker and asked.finding.p is not None else None
        if made is not None:
            study = Study(made[0], (made[1],), seed, runs)
            planned.append(Planned(key_of(asked.finding), asked.finding, study, _smallest(dossier, asked.finding)))
    return tuple(planned)


def _smallest(dossier: Dossier, finding: Finding) -> float:
    # A pause or a step of less than a halving is of no interest (see docs/method/pause.md and turn.md).
    of_one = finding.question == "pause" or (finding.question == "turn" and len(finding.groups) == 1)
    return _SMALLEST_FALL if of_one else dossier.case.settings.case.smallest_share


def _following(dossier: Dossier, asked: Asked) -> tuple[Source, Trial] | None:
    finding = asked.finding
    if not {*finding.groups} <= {*dossier.counts.groups}:
        return None
    counts, controls = _counts(dossier, asked.stands_for), _controls(dossier)
    share = dossier.case.settings.case.smallest_share
    trial = QUESTIONS[finding.question].test(counts, finding.groups, {}, given=(), controls=controls, alpha=_ALPHA, share=share)
    return Alike.of(counts, controls=controls, one_rate=trial.one_rate), trial


def _paused(dossier: Dossier, asked: Asked) -> tuple[Source, Trial] | None:
    settings = next(one for one in dossier.case.settings.windows if one.id == asked.window)
    window, options = Window(settings.start, settings.end), {"just_after_days": settings.just_after_days, "baseline": _BASELINE}
    if asked.series:
        series = next(one for one in dossier.case.settings.series if one.id == asked.series)
        return steady_totals([total for total in dossier.counts.totals if total.series == series.name], window, options, _ALPHA)
    counts = dossier.counts.with_totals(())
    trial = QUESTIONS["pause"].test(
        counts, asked.finding.groups, {**options, "window": window}, given=(), controls=_controls(dossier), alpha=_ALPHA, share=0.5
    )
    return Alike.of(counts, controls=_controls(dossier), hidden=trial.hidden), trial


_MAKERS: Mapping[str, _Maker] = {"together": _following, "answer": _following, "turn": _following, "pause": _paused}


def _controls(dossier: Dossier) -> tuple[str, ...]:
    return tuple(dossier.register.name(id_) for id_ in dossier.rows.controls)


def _counts(dossier: Dossier, ids: Sequence[str]) -> Counts:
    """Return the counts with the pages read only where they are known on every observed day of each group."""
    known = [dossier.rows.effort_known(dossier.coverage, id_) for id_ in ids]
    return dossier.counts if all(days == of for days, of in known) else replace(dossier.counts, effort=None)


@dataclass(frozen=True)
class Step:
    """How far a calibration has come.

    Attributes
    ----------
    planned : Planned
    done : int
        Runs that are done.
    calibration : Calibration or None
        Once all are done.
    """

    planned: Planned
    done: int
    calibration: Calibration | None


def calibrate_case(dossier: Dossier, folder: Path, *, runs: int, seed: int, workers: int) -> Iterator[Step]:
    """Calibrate finding by finding, and write after each round of runs, so that a stopped calibration goes on where it was.

    Parameters
    ----------
    dossier : Dossier
    folder : path
        The case folder; `calibration.json` is written there as a whole or not at all.
    runs, seed, workers : int
        As for `calibrate`.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    head = _head(dossier.case.inputs, runs, seed)
    before = _read(folder / FILE)
    old = before.get("findings", {}) if all(before.get(name) == head[name] for name in head) else {}
    findings: dict[str, Any] = {}
    for planned in plan(dossier, runs=runs, seed=seed):
        for fired in run(planned.study, workers, _fired(old.get(planned.key, {}))):
            calibration = planned.calibration(fired) if len(fired) == runs else None
            findings[planned.key] = _entry(planned, fired, calibration)
            # What an earlier run got of later findings is kept until their turn comes.
            _write(folder / FILE, {**head, "findings": {**findings, **{key: old[key] for key in old if key not in findings}}})
            yield Step(planned, len(fired), calibration)
    _write(folder / FILE, {**head, "findings": findings})


def calibrations_of(folder: str | Path, inputs: Sequence[Input]) -> Mapping[str, Calibration]:
    """Return the finished calibrations of a case by `key_of` their findings; none where the case or the program has changed since.

    Parameters
    ----------
    folder : path
        The case folder.
    inputs : sequence of Input
        The files of the case as they were read now.
    """
    content = _read(Path(folder) / FILE)
    head = _head(inputs, 0, 0)
    if any(content.get(name) != head[name] for name in ("concerted", "numpy", "inputs")):
        return {}
    found = {}
    for key, entry in content["findings"].items():
        fired = _fired(entry)
        if fired is not None and len(fired) == content["runs"]:
            groups, share = tuple(entry["groups"]), entry["smallest_share"]
            found[key] = summary(entry["question"], groups, fired, alpha=content["alpha"], seed=content["seed"], smallest_share=share)
    return found


def _head(inputs: Sequence[Input], runs: int, seed: int) -> dict[str, Any]:
    """Return what a calibration depends on besides the findings."""
    return {
        "concerted": __version__,
        "numpy": np.__version__,
        "seed": seed,
        "runs": runs,
        "alpha": _ALPHA,
        "sizes": list(SHARES),
        "inputs": [{"path": one.path, "sha256": one.sha256} for one in inputs],
    }


def _entry(planned: Planned, fired: Fired, calibration: Calibration | None) -> dict[str, Any]:
    """Return a finding as the file holds it: for each size a sign a run, "1" where the test fired, "." where it was not asked."""
    signs = ["".join(_SIGNS[int(one)] for one in column) for column in fired.T]
    entry: dict[str, Any] = {
        "id": planned.finding.id,
        "question": planned.finding.question,
        "groups": list(planned.finding.groups),
        "about": planned.finding.about,
        "smallest_share": planned.smallest_share,
        "fired": signs,
    }
    if calibration is None:
        return entry
    low, high = calibration.interval
    return {
        **entry,
        "false_alarm_rate": calibration.false_alarm_rate,
        "low": low,
        "high": high,
        "could_have_seen": calibration.could_have_seen,
        "power": calibration.power,
        "likely_real": {str(prior): value for prior, value in calibration.likely_real.items()},
        "sentence": calibration.sentence,
    }


def _fired(entry: Any) -> Fired | None:
    """Return the runs that an entry holds; None where it is none that this program has written."""
    try:
        signs = entry["fired"]
        codes = {sign: code for code, sign in _SIGNS.items()}
        fired = np.array([[codes[sign] for sign in column] for column in signs], dtype=np.int8).T
    except (KeyError, TypeError, ValueError):
        return None
    return fired if fired.ndim == 2 and fired.shape[1] == len(SHARES) else None


def _read(file: Path) -> dict[str, Any]:
    """Return what the file holds; nothing where there is none or it was damaged: then all is done anew."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    whole = isinstance(content, dict) and isinstance(content.get("findings"), dict)
    return content if whole else {}


def _write(file: Path, content: Mapping[str, Any]) -> None:
    """Write the file as a whole or not at all."""
    partial = file.with_name(f".{file.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as handle:
            handle.write(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        partial.replace(file)
    except OSError as error:
        raise OutputError(f"expected to write {file}; found: {error.strerror}. Free space or change permissions.") from error
