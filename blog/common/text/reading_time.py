"""How long a post takes to read."""

# Brysbaert (2019), "How many words do we read per minute?": 238 for non-fiction in English.
WORDS_PER_MINUTE = 230
MIN_MINUTES = 3  # Below that, the time says nothing.


def estimate_minutes(word_count: int) -> int:
    """Return the minutes that a text takes to read; 0 for a short one, and for an unknown count."""
    minutes = round(word_count / WORDS_PER_MINUTE)
    return minutes if minutes >= MIN_MINUTES else 0
