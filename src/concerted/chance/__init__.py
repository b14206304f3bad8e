"""What the same data would show with no concert: one null model a file.

Each null model is a frozen object that says what it *keeps* of the data, what it *breaks*, and what it *cannot see*, and that gives the
distribution of its statistic. Nothing here knows a group's name or writes a sentence.
"""

from concerted.chance.averaged import Averaged
from concerted.chance.bursty_rates import BurstyRates
from concerted.chance.distribution import Distribution, Draws, Exact
from concerted.chance.local_bursts import LocalBursts
from concerted.chance.local_days import LocalDays
from concerted.chance.measured_bursts import MeasuredBursts
from concerted.chance.null_model import NullModel
from concerted.chance.relabelled_actors import RelabelledActors
from concerted.chance.separate_rhythms import SeparateRhythms, Skewed
from concerted.chance.shuffled_stretches import ShuffledStretches
from concerted.chance.steady_rates import SteadyRates
from concerted.chance.swaps import Swaps

__all__ = [
    "Averaged",
    "BurstyRates",
    "Distribution",
    "Draws",
    "Exact",
    "LocalBursts",
    "LocalDays",
    "MeasuredBursts",
    "NullModel",
    "RelabelledActors",
    "SeparateRhythms",
    "ShuffledStretches",
    "Skewed",
    "SteadyRates",
    "Swaps",
]
