"""What patterns use of another module."""


def predecessor(n):
    """A function."""
    return n - 1
