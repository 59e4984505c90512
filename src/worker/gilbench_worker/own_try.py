"""Two units of a user's own workload, before anything is measured."""
from gilbench_worker import own_kernel, own_mistake
from gilbench_worker.own_mistake import Mistake

MODULUS = 2 ** 64


def call(places, module, name, params, *args):
    """A call of the workload that may raise."""
    function = getattr(module, name)
    try:
        return function(*args)
    except BaseException as error:
        raise own_mistake.in_call(
            places, error, name, getattr(module, "function", function),
            params) from error


def checksum(places, module, params, state, first, count):
    """What run() returns, which must be an int."""
    function = getattr(module, "function", module.run)
    value = call(places, module, "run", params, state, first, count)
    if not hasattr(value, "__index__"):
        what = "None" if value is None else "%r, a %s" % (
            value, type(value).__name__)
        raise Mistake(
            "%s: run() returned %.60s; return the sum of the units' "
            "checksums, an int" % (places.function(function), what))
    return int(value) % MODULUS


def refresh(places, module, params, state):
    """As before each job."""
    if hasattr(module, "refresh"):
        call(places, module, "refresh", params, state, 0, 2)


def attempt(places, module, given):
    """Units 0 and 1, together and one by one, must come to the same."""
    try:
        params = own_kernel.own_params(module, given)
    except ValueError as error:
        raise Mistake("%s: --param %s" % (places.shown, error)) from error
    state = call(places, module, "prepare", params, params)
    refresh(places, module, params, state)
    both = checksum(places, module, params, state, 0, 2)
    refresh(places, module, params, state)
    one_by_one = sum(checksum(places, module, params, state, unit, 1)
                     for unit in (0, 1)) % MODULUS
    if both != one_by_one:
        raise Mistake(
            "%s: run(state, 0, 2) returned %d, but units 0 and 1 one by one "
            "%d: a unit's checksum must follow from params and its number "
            "alone, whoever computes it and when; and a call returns the sum "
            "of its units'" % (
                places.function(getattr(module, "function", module.run)),
                both, one_by_one))
