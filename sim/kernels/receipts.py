"""Which baskets of a day a partial return may make dearer."""

from sim.kernels import kernel, part


@part
def goes_free(lines, a, z, freight_of, free_from):
    """Whether two of the kept lines ``a``…``z`` travel together in a parcel that is free for what its goods are worth."""
    for x in range(a, z):
        line = lines[x]
        dear, least = freight_of[line.channel, line.shop] > 0, free_from[line.shop]
        if line.kept != 1 or not dear or least <= 0:
            continue
        together, goods = 0, 0
        for y in range(a, z):
            if lines[y].kept == 1 and lines[y].shop == line.shop and lines[y].channel == line.channel:
                together, goods = together + 1, goods + lines[y].paid
        if together > 1 and goods >= least:
            return True
    return False


@kernel
def may_lose(n_lines, lines, giving, freight_of, free_from, out):
    """Copy to ``out`` the kept lines of baskets of several that have something to lose; returns how many.

    That is a rule among ``giving`` (bit set), or a parcel of several lines that is free from some value of goods
    (``freight_of`` (H, S), ``free_from`` (S,), cents). In the copies ``refused`` is what the line costs today.
    """
    n = a = 0
    while a < n_lines:
        consumer, z, several, losing = lines[a].consumer, a, 0, False
        while z < n_lines and lines[z].consumer == consumer:
            if lines[z].kept == 1:
                several += 1
                losing = losing or lines[z].applied & giving > 0
            z += 1
        if several > 1 and (losing or goes_free(lines, a, z, freight_of, free_from)):
            for x in range(a, z):
                if lines[x].kept == 1:
                    out[n] = lines[x]
                    out[n].refused = lines[x].paid
                    n += 1
        a = z
    return n
