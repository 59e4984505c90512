"""What a worker tells the driver; the events are in engine/protocol.md.

Without json: its import takes half as long as an interpreter's start, and a
worker that has run out of files could not even say so.
"""
import _gilbench


def quoted(text):
    """A string in JSON. What is no text (surrogates of odd bytes) is "?"."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return '"%s"' % "".join(
        c if c >= " " and c not in '"\\' else "\\u%04x" % ord(c) for c in text)


def tell(event, **fields):
    """One event. A field is a string, a finite number or None."""
    words = ['"event":"%s"' % event]
    for name, value in fields.items():
        words.append('"%s":%s' % (
            name, "null" if value is None else
            quoted(value) if isinstance(value, str) else repr(value)))
    _gilbench.emit("{%s}" % ",".join(words))
