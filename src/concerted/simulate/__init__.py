"""Worlds with a planted answer: groups without a link, or with one that is known, under whatever else may drive them."""

from concerted.simulate.alike import Alike
from concerted.simulate.drivers import DRIVERS, Driver
from concerted.simulate.truth import Link, Truth, World
from concerted.simulate.wanted import KINDS
from concerted.simulate.worlds import world

__all__ = ["DRIVERS", "KINDS", "Alike", "Driver", "Link", "Truth", "World", "world"]
