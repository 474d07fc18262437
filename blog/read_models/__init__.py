"""What public pages read: frozen dataclasses, and the one query that makes each of them."""
