"""Check and assess: the table of contents of the whole program."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

from concerted.actors import Register, unknown_names
from concerted.ask import arguments
from concerted.case import Case, read_case
from concerted.errors import CaseError, DataError, Fault
from concerted.events import case_totals
from concerted.events.chosen import Chosen, choose
from concerted.events.imported import Imports, read_imports
from concerted.events.one_series import one_series, strangers
from concerted.events.remote_counts import remote_case_counts
from concerted.events.totals import part_name
from concerted.finding import Finding
from concerted.measure.totals import curve, with_parts
from concerted.weigh.case_reporting import missing_kinds, reporting_of
from concerted.weigh.dossier import Dossier, build


class Assessment(Dossier):
    """A graded, sourced, tested assessment of one case."""

    def write(self, out: str | Path, *, redact_speakers: bool = False) -> Path:
        """Write report.html, findings.json, claims.csv, pairs.csv and figures/ into a folder and return it.

        The folder is exchanged as a whole, so that a killed run leaves the earlier one as it was.

        Parameters
        ----------
        out : path
        redact_speakers : bool
            Whether the names of persons who speak are left out of every file. Organisations, offices, and speakers without a name stay.

        Raises
        ------
        OutputError
            If the folder cannot be written, or holds something that is no assessment.
        """
        from concerted.report import write_report

        return write_report(self, Path(out), redact_speakers=redact_speakers)


def check(folder: str | Path) -> tuple[Fault, ...]:
    """Return every fault of a case at once; an empty tuple where there is none.

    Raises
    ------
    CaseError
        If there is no such folder or no case.toml in it.
    """
    case, imports, faults = _checked(folder)
    if case is None or faults or not case.settings.apart:
        return faults
    return strangers(case, _chosen(case, imports))


def notes(folder: str | Path) -> tuple[str, ...]:
    """Return what is no fault of a case and what a reader of its report will miss: kinds of sources that nobody gave.

    Raises
    ------
    CaseError
        If there is no case, or what was read into it is damaged.
    """
    case, _ = read_case(folder)
    return () if case is None else missing_kinds(case)


def assess(folder: str | Path, seed: int | None = None) -> Assessment:
    """Read, count, test and weigh a case.

    Parameters
    ----------
    folder : path
        The case folder; nothing is written into it.
    seed : int, optional
        Instead of the seed of case.toml.

    Raises
    ------
    CaseError
        If the case has faults; all of them at once.
    """
    drawn = None if seed is None else arguments.whole(seed, "seed", 0)
    case, imports, faults = _checked(folder)
    if case is None or faults:
        raise CaseError(faults)
    chosen = _chosen(case, imports)
    if wrong := strangers(case, chosen):
        raise CaseError(wrong)
    register = Register(case.organisations)
    joining = one_series(case, register, chosen)
    remote = remote_case_counts(case, register)
    reporting = reporting_of(case, register)
    dossier = build(case, register, case.settings.case.seed if drawn is None else drawn, chosen, joining, remote, reporting)
    whole = _calibrated(dossier)
    return Assessment(**{field.name: getattr(whole, field.name) for field in fields(whole)})


def _calibrated(dossier: Dossier) -> Dossier:
    """Put beside each finding what `concerted calibrate` found on these very files, if it was run."""
    if not (dossier.case.folder / "calibration.json").is_file():
        return dossier
    from concerted.weigh.case_calibration import calibrations_of, key_of

    known = calibrations_of(dossier.case.folder, dossier.case.inputs)

    def calibrated(finding: Finding) -> Finding:
        one = known.get(key_of(finding))
        return finding if one is None else replace(finding, false_alarm_rate=one.false_alarm_rate, could_have_seen=one.could_have_seen)

    asked = tuple(replace(one, finding=calibrated(one.finding)) for one in dossier.asked)
    return replace(dossier, findings=tuple(one.finding for one in asked), asked=asked)


def _chosen(case: Case, imports: Imports) -> tuple[Chosen, ...]:
    register = Register(case.organisations)
    return tuple(choose(case, register, table) for table in imports.tables)


def _checked(folder: str | Path) -> tuple[Case | None, Imports, tuple[Fault, ...]]:
    case, faults = read_case(folder)
    if case is None:
        return None, Imports(), faults
    imports = read_imports(case.folder, case.settings.imports)
    more = [*unknown_names(case, Register(case.organisations)), *_falling_totals(case), *imports.faults]
    whole = replace(case, inputs=(*case.inputs, *imports.inputs))
    return whole, imports, tuple(sorted({*faults, *more}))


def _falling_totals(case: Case) -> list[Fault]:
    """Return a fault for each series whose totals contradict each other, or its parts."""
    bounds, _ = case_totals(case)
    end, file = case.settings.case.end, case.settings.files.totals or ""
    faults = []
    for series in case.settings.series:
        names = (series.name, *(part_name(series.name, part) for part in series.parts))
        stated = [own for name in names if (own := [bound for bound in bounds if bound.series == name])]
        try:
            curves = [curve(own, end) for own in stated]
            if curves and stated[0][0].series == series.name:
                with_parts(curves[0], curves[1:] if len(curves) == len(names) else (), series.name)
        except DataError as error:
            expected, _, rest = str(error).partition("; found ")
            found, _, advice = rest.partition(". ")
            faults.append(Fault(file, 0, series.id, expected.removeprefix("expected "), found, advice))
    return faults
