"""The questions as people call them: measure, null model, verdict and words put together into a finding. One question a file."""

from concerted.ask.answer import answer
from concerted.ask.contrast import contrast
from concerted.ask.divide import divide
from concerted.ask.network import network
from concerted.ask.pause import pause
from concerted.ask.scan import scan
from concerted.ask.spread import spread
from concerted.ask.together import together
from concerted.ask.turn import turn

__all__ = ["answer", "contrast", "divide", "network", "pause", "scan", "spread", "together", "turn"]
