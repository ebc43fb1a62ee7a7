"""Threads that own ranges of consumers, with the scratch space each needs.

Kernels release the interpreter lock, so plain threads run them side by side. A thread works only on its own consumers and adds
whole numbers to its own books, hence results do not depend on the number of threads.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.kernels.allocation import WORK
from sim.kernels.redeem import EXTRAS
from sim.kernels.settle import GIVEN_BACK
from sim.kernels.top_up import MOST_LINES
from sim.kernels.value import FORMS
from sim.world.lines import LINE, TELL, VISIT

Array = NDArray[Any]
T = TypeVar("T")
BLOCK = 2048
GUIDE = 64
FIELDS = GIVEN_BACK + 1
FUNNEL = 6
HOURS = 24


class Scratch(NamedTuple):
    """Working arrays of one thread: visitors, trips and alternatives of one block."""

    season: Array  # (B·C,) multipliers of need growth, repeated for every consumer of a block
    top: Array  # (B,) strongest need
    visitor: Array  # (B + 1,) one entry per visit
    visit_channel: Array
    visit_minute: Array
    visit_start: Array  # first glance of the visit
    visit_forms: Array  # forms of promotion seen on the visit, bit set
    trip_visit: Array  # (B·C + 1,) one entry per trip
    trip_consumer: Array
    trip_category: Array
    trip_found: Array  # glance at the shop found by search, -1 none
    trip_start: Array  # first alternative of the trip
    trip_outside: Array
    trip_total: Array
    trip_key: Array
    chosen: Array
    glance_slot: Array  # one entry per shop looked at on a visit
    glance_shop: Array
    felt: Array
    doubt: Array
    window: Array
    place_key: Array
    taste_key: Array
    alt_trip: Array  # one entry per alternative of a trip
    alt_offer: Array
    alt_name: Array  # key of the offer's name
    alt_taste: Array  # key of the taste for its shop's goods of the category
    alt_flash: Array
    alt_value: Array
    alt_perturbed: Array
    alt_weight: Array
    fresh: Array  # (FORMS,) what is left of the appeal of each form of promotion
    key: Array  # keys and uniforms of whatever is being drawn
    luck: Array
    guide: Array  # (H, C, GUIDE) where a search lands by its luck
    sessions: Array
    in_session: Array  # (S,) the visit, counted from 1, that looked at a shop last
    views: Array
    funnel: Array
    hourly: Array  # (24,) visits by hour of arrival
    worth: Array  # (N, C) cents a unit that today's purchases are worth to the buyer; shared by all; (0, C) unasked


class Range:
    """Consumers ``lo``…``hi`` and everything that the thread owning them writes."""

    def __init__(
        self, lo: int, hi: int, shape: tuple[int, int, int, int], slots: int, looked_at: int, shops: int, worth: Array
    ) -> None:  # fmt: skip
        categories, personas, channels, products = shape
        visits, trips = BLOCK + 1, BLOCK * categories + 1
        glances = visits * slots + trips
        alts = trips * (slots + 1) * looked_at
        draws = max(glances, visits * channels)
        f4, i4, u4, u1 = np.float32, np.int32, np.uint32, np.uint8
        self.lo, self.hi = lo, hi
        self.scratch = Scratch(
            season=np.empty(trips - 1, f4),
            top=np.empty(BLOCK, f4),
            visitor=np.empty(visits, u4),
            visit_channel=np.empty(visits, u4),
            visit_minute=np.empty(visits, np.int16),
            visit_start=np.empty(visits, u4),
            visit_forms=np.empty(visits, u1),
            trip_visit=np.empty(trips, u4),
            trip_consumer=np.empty(trips, u4),
            trip_category=np.empty(trips, u4),
            trip_found=np.empty(trips, i4),
            trip_start=np.empty(trips, u4),
            trip_outside=np.empty(trips, f4),
            trip_total=np.empty(trips, f4),
            trip_key=np.empty(trips, np.uint64),
            chosen=np.empty(trips, i4),
            glance_slot=np.empty(glances, u4),
            glance_shop=np.empty(glances, u4),
            felt=np.empty(glances, f4),
            doubt=np.empty(glances, f4),
            window=np.empty(glances, f4),
            place_key=np.empty(glances, np.uint64),
            taste_key=np.empty(glances, np.uint64),
            alt_trip=np.empty(alts, u4),
            alt_offer=np.empty(alts, u4),
            alt_name=np.empty(alts, np.uint64),
            alt_taste=np.empty(alts, np.uint64),
            alt_flash=np.empty(alts, u1),
            alt_value=np.empty(alts, f4),
            alt_perturbed=np.empty(alts, f4),
            alt_weight=np.empty(alts, f4),
            fresh=np.ones(FORMS, f4),
            key=np.empty(draws, np.uint64),
            luck=np.empty(max(draws, alts), f4),
            guide=np.zeros((channels, categories, GUIDE), np.uint16),
            sessions=np.zeros((products, channels), np.int64),
            in_session=np.zeros(shops, u4),
            views=np.zeros((products, channels), np.int64),
            funnel=np.zeros((personas, channels, FUNNEL), np.int64),
            hourly=np.zeros(HOURS, np.int64),
            worth=worth,
        )
        # enough for the day of a launch; what is never written takes no memory
        self.lines = np.empty(max(2 * trips, 2 * (hi - lo)), LINE)
        self.n_lines = 0
        self.refused = np.empty(0, np.int64)  # lines that found the shelf empty today
        self.basket, self.work = np.empty(MOST_LINES, LINE), np.zeros(WORK, np.int64)  # one to be billed
        self.visits = np.empty(0, VISIT)  # those let in, on days on which the server's load counts
        self.books = np.zeros((products, channels, FIELDS), np.int64)
        self.parcels = np.zeros((shops, channels), np.int64)
        self.stars = np.zeros((shops, 2), np.int64)
        self.extras = np.zeros((shops, EXTRAS), np.int64)
        self.tells = np.empty(0, TELL)
        self.n_tells = 0

    def open_books(self) -> None:
        """Forget yesterday's counts."""
        self.n_lines = 0
        self.visits = self.visits[:0]
        for counts in (
            self.scratch.sessions,
            self.scratch.views,
            self.scratch.funnel,
            self.scratch.hourly,
            self.books,
            self.parcels,
            self.stars,
            self.extras,
            self.scratch.worth[self.lo : self.hi],
        ):
            counts[...] = 0


class Crew:
    """The ranges of all threads and a way to run a job on each."""

    def __init__(
        self, n: int, threads: int, shape: tuple[int, int, int, int], slots: int, looked_at: int, shops: int, judged: bool
    ) -> None:  # fmt: skip
        self._made_of = (n, threads, shape, slots, looked_at, shops, judged)
        worth = np.zeros((n if judged else 0, shape[0]), np.float32)
        bounds = [n * t // threads for t in range(threads + 1)]
        self.ranges = [
            Range(lo, hi, shape, slots, looked_at, shops, worth) for lo, hi in pairwise(bounds) if hi > lo
        ]
        self._pool = ThreadPoolExecutor(len(self.ranges)) if len(self.ranges) > 1 else None

    def __reduce__(self) -> tuple[Any, ...]:
        """Between two days a crew is as good as new: copies and pickles are made afresh, with threads of their own."""
        return Crew, self._made_of

    def each(self, job: Callable[[Range], T]) -> list[T]:
        """Run ``job`` on every range, side by side; results in the order of consumers."""
        if self._pool is None:
            return [job(part) for part in self.ranges]
        return list(self._pool.map(job, self.ranges))

    def total(self, counts: Callable[[Range], Array]) -> Array:
        """Sum of one integer array over the ranges."""
        parts = [counts(part) for part in self.ranges]
        return parts[0] if len(parts) == 1 else np.sum(parts, axis=0)

    def close(self) -> None:
        """Stop the threads."""
        if self._pool is not None:
            self._pool.shutdown()
