"""How dates are written where Django's own formats abbreviate: a package for each language."""
