"""The dashboard: `python -m sim.app` shows a market live, day by day, beside its baseline.

`session` steps the markets and `player` plays them, both without a web toolkit; `charts` says what stands on the page,
`page` has the controls. Nothing is imported before it is asked for.
"""
