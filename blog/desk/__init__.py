"""What people at the desk see of many posts at once: the calendar, the board, the front page."""
