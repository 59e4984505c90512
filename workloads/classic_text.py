"""Texts for classic: words as a language has them, drawn from the seed."""
from .splitmix import Random

N_WORDS = 500
# 32 of them, about as frequent as in English; repeated ones stand for that
LETTERS = b"eeeettttaaaoooiinnnsshhrrddlucmf"


def make_word(random):
    """2 to 9 letters."""
    bits, length = random.next(), 2 + random.below(8)
    return bytes(LETTERS[bits >> 5 * i & 31] for i in range(length))


def make_text(seed, number, n_bytes):
    """Text number `number`."""
    random = Random(seed, number)
    words = [make_word(random) + b" " for _ in range(N_WORDS)]
    parts, length = [], 0
    while length < n_bytes:
        parts.append(words[random.below(N_WORDS)])
        length += len(parts[-1])
    return b"".join(parts)[:n_bytes]
