"""Date formats by language, where Django's own abbreviate months."""
