"""The same bare shopping day in several frameworks, so that their speed can be compared on equal work."""
