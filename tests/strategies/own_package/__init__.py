"""Somebody's own package: it imports sim, sim knows nothing of it."""
