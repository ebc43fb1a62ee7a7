"""Media rules: from a morning's view to money per medium."""

from sim.strategies.media.best_return import BestReturn
from sim.strategies.media.constant_share import ConstantShare
from sim.strategies.media.win_back import WinBack

__all__ = ["BestReturn", "ConstantShare", "WinBack"]
