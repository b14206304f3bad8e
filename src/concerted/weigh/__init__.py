"""From findings to an assessment: attacks on a finding, marks that are not timing, rival explanations, claims, and the grade."""
