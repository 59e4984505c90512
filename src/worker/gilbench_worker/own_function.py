"""A function of a module as a workload: `-w module:function`.

function(first, count) and function(unit) return a checksum. What function()
returns is nobody's affair: that it was called counts as 1.
"""
import types


def n_arguments(function):
    """How many a function must be given."""
    code = getattr(function, "__code__", None)
    if code:
        return code.co_argcount - len(function.__defaults__ or ())
    import inspect
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        raise TypeError("%s does not say which arguments it takes" %
                        function.__name__) from None
    return sum(p.default is p.empty and p.kind <= p.POSITIONAL_OR_KEYWORD
               for p in parameters)


def runs(function):
    """run() for a function without arguments, with one, with two."""
    def bare(state, first, count):
        for _ in range(count):
            function()
        return count

    def each(state, first, count):
        return sum(map(function, range(first, first + count)))

    def whole(state, first, count):
        return function(first, count)

    return bare, each, whole


def workload(module, path):
    """What stands for a module that keeps the contract."""
    function = module
    for name in path.split("."):
        function = getattr(function, name)
    if not callable(function):
        raise TypeError("%s is not a function" % path)
    n = n_arguments(function)
    if n > 2:
        raise TypeError("%s takes %d arguments" % (path, n))
    return types.SimpleNamespace(
        UNIT="call", prepare=lambda params: None, run=runs(function)[n],
        function=function, unchecked=n == 0, __doc__=function.__doc__)
