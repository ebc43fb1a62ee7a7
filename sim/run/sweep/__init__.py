"""Sweeps: many scenarios from one command, finished one by one, none lost.

`jobs` composes and checks what is to be run, `work` runs one job wherever it is sent, `pool` sends jobs to joblib's
backends and outlives their deaths, `launcher` and the sweepers are Hydra's way in.
"""
