"""A name for this interpreter in a table: "3.13.5t", "3.11.2 embedded"."""
import os
import platform
import sys
import sysconfig

print(platform.python_version() +
      ("t" if sysconfig.get_config_var("Py_GIL_DISABLED") else "") +
      (" embedded" if "gilbench-python" in os.path.basename(sys.executable)
       else ""))
