"""The tables of `blog` after its migrations up to 0090, with their columns in that order."""
