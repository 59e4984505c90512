"""Random numbers that are a pure function of seed and position.

SplitMix64, the same numbers as src/base/rng.c (Steele, Lea and Flood, "Fast
splittable pseudorandom number generators", OOPSLA 2014).
"""
MASK = 0xFFFFFFFFFFFFFFFF
GAMMA = 0x9E3779B97F4A7C15


def _mix(z):
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


class Random:
    """The stream number `stream` of `seed`."""

    __slots__ = ("_state",)

    def __init__(self, seed, stream):
        self._state = _mix(seed + GAMMA & MASK) ^ _mix(
            stream * GAMMA + 1 & MASK)

    def next(self):
        """64 uniform bits."""
        self._state = z = self._state + GAMMA & MASK
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
        return z ^ (z >> 31)

    def unit(self):
        """Uniform in [0, 1), 53 bits."""
        return (self.next() >> 11) * 2.0 ** -53

    def below(self, n):
        """Uniform in 0 ... n - 1."""
        return self.next() % n

    def permutation(self, n):
        """The numbers 0 ... n - 1 in a random order (Fisher and Yates)."""
        order = []
        for i in range(n):
            j = self.below(i + 1)
            order.append(i)
            order[i], order[j] = order[j], i
        return order
