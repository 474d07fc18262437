"""The tables of `transfer` after its migrations up to 0012, with their columns in that order."""
