"""The questions as people call them: measure, null model, verdict and words put together into a finding. One question a file."""

from concerted.ask.answer import answer
from concerted.ask.divide import divide
from concerted.ask.pause import pause
from concerted.ask.together import together

__all__ = ["answer", "divide", "pause", "together"]
