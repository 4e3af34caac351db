"""The one way in which a loader says no."""


class Refused(ValueError):
    """A file that is not taken into the library; the message says why and what to do, in Chinese."""
