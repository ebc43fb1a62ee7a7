"""Who lost sales to whom."""

import pandas as pd
from matplotlib.axes import Axes

from sim.plots.style import INK, canvas, count, title


def switches(matrix: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Units that changed shop as a map of heat: rows the shops that lost them, columns those that gained them.

    matrix: `sim.results.switch_matrix`.
    """
    shops = len(matrix)
    ax = canvas(ax, width=3.5 + 0.55 * shops, height=2.5 + 0.42 * shops)
    values = matrix.to_numpy(dtype=float)
    ax.imshow(values, cmap="Blues", aspect="auto", vmin=0)
    dark = 0.65 * values.max(initial=0)  # from there on white figures stand out more than ink
    for row, line in enumerate(values):
        for column, units in enumerate(line):
            if row != column:
                color = "white" if units > dark else INK
                ax.text(column, row, count(units), ha="center", va="center", color=color, fontsize=8)
    ax.set_xticks(range(shops), list(matrix.columns), rotation=45, ha="right")
    ax.set_yticks(range(shops), list(matrix.index))
    ax.set_xlabel("to this shop, units in the window", color=INK)
    ax.set_ylabel("from this shop", color=INK)
    title(
        ax,
        "Who lost sales to whom",
        "units that consumers bought elsewhere than in the baseline, mean over seeds",
    )
    return ax
