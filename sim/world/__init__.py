"""The nouns of the market as arrays."""
