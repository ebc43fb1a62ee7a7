"""What buyers complain about most, and what they praise (EVAL-20)."""

import pandas as pd

TONES = ["praise", "complaints"]


def topics(feedback: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Rows topic (under each `by`: shop, date), the one with most complaints first; means over seeds.

    feedback: the table of that name. Columns praise, complaints (answers) and share (of all complaints of the group).
    """
    keys = [by] if by else []
    table = feedback.groupby([*keys, "topic"], observed=True)[TONES].sum() / feedback["seed"].nunique()
    whole = (
        table.groupby(level=keys, observed=True)["complaints"].transform("sum")
        if by
        else table["complaints"].sum()
    )
    table = table.assign(share=table["complaints"] / whole)
    order = [*keys, "complaints"]
    return table.sort_values(order, ascending=[True] * len(keys) + [False], kind="stable")
