"""Modules by name and by file, as importlib does it, but without importing
importlib: what comes with it takes longer than all of the glue."""
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import SourceFileLoader


def find(name):
    """As importlib.import_module()."""
    __import__(name)
    return sys.modules[name]


def spec(name):
    """What `import name` would find, or None; name has no dots."""
    if name in sys.modules:
        return getattr(sys.modules[name], "__spec__", None)
    for finder in sys.meta_path:
        find_spec = getattr(finder, "find_spec", None)  # not in older ones
        found = find_spec and find_spec(name, None)
        if found is not None:
            return found
    return None


def load(name, path):
    """The module of this name, from this file."""
    loader = SourceFileLoader(name, path)
    module = type(sys)(name)
    module.__spec__ = ModuleSpec(name, loader, origin=path)
    module.__loader__ = loader
    module.__package__ = ""
    module.__file__ = path
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
