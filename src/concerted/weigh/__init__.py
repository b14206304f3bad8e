"""From findings to an assessment: attacks on a finding, marks that are not timing, what links groups, rival explanations, claims, the grade."""

from concerted.weigh.structure import Structure, structure

__all__ = ["Structure", "structure"]
