"""Which baskets of a day a partial return may make dearer."""

from sim.kernels import kernel
from sim.kernels.borrow import borrow


@kernel
def may_lose(n_lines, lines, giving, freight_of, free_from, out):
    """Copy to ``out`` the kept lines of baskets of several that have something to lose; returns how many.

    That is a rule among ``giving`` (bit set), or shipping that is free from some value of goods (``freight_of`` (H, S),
    ``free_from`` (S,), cents). In the copies ``refused`` is what the line costs today.
    """
    lines, freight_of, free_from, out = borrow((lines, freight_of, free_from, out))
    n = a = z = 0
    while a < n_lines:
        consumer, several, losing = lines[a].consumer, 0, False
        while z < n_lines and lines[z].consumer == consumer:
            line = lines[z]
            if line.kept == 1:
                several += 1
                may_ship_free = freight_of[line.channel, line.shop] > 0 and free_from[line.shop] > 0
                losing = losing or may_ship_free or line.applied & giving > 0
            z += 1
        if losing and several > 1:
            for x in range(a, z):
                if lines[x].kept == 1:
                    out[n] = lines[x]
                    out[n].refused = lines[x].paid
                    n += 1
        a = z
    return n
