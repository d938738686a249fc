class CannotStart(Exception):
    """Something is in the way; the message tells the person at the terminal what to do."""
