"""Cells that say all that a kernel can know of itself; `test_warm` runs them warm and plain."""

# %%
import gc
import locale
import os
import resource
import signal
import sys
import threading
import time

connection = sys.argv[sys.argv.index("-f") + 1]
arguments = ["CONNECTION" if one == connection else one for one in sys.argv]
print(arguments, sys.orig_argv[1:3], sys.path, sys.flags, sys.getrecursionlimit())
# The test's own name changes from step to step.
print(sorted(set(os.environ) - {"PYTEST_CURRENT_TEST"}))
print({name: os.environ.get(name) for name in ("MPLBACKEND", "PATH", "TZ", "LANG", "PYTHONPATH")})
print(os.getcwd(), os.getpgid(0) == os.getpid(), os.getsid(0) == os.getpid())
print(os.getppid() == int(os.environ["JPY_PARENT_PID"]))
print({one.name: str(signal.getsignal(one)).split(" at ")[0] for one in signal.Signals})
print(signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.set_wakeup_fd(-1) >= 0)
print(resource.getrlimit(resource.RLIMIT_DATA), os.nice(0), os.sched_getaffinity(0))
print(locale.getlocale(), time.tzname, oct(os.umask(0o22)), sys.getfilesystemencoding())
print(gc.isenabled(), gc.get_threshold(), sys.getswitchinterval())
print([thread.name.split("-")[0] for thread in threading.enumerate()], threading.main_thread().name)
print(sys.stdin.read() == "", sys.stdout.encoding, sys.stderr.encoding, sys.excepthook.__name__)
print(__name__, sys.modules["__main__"].__name__, type(sys.displayhook).__name__)
print(sorted(os.readlink(f"/proc/self/fd/{n}").split(":")[0].split("/")[0] for n in range(3)))
opened = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
opened = [os.readlink(one) for one in opened if os.path.islink(one)]
print(sorted(one for one in opened if one.startswith("/") and not one.endswith(".db")))

# %%
import logging
import warnings

filters = [(one[0], str(one[1]), one[2].__name__, str(one[3])) for one in warnings.filters]
# IPython adds one about Trio when a kernel is made, so that its place is another.
print([one for one in filters if "Trio" not in one[1]])
warnings.warn("cảnh báo", UserWarning, stacklevel=1)
warnings.warn("cảnh báo", DeprecationWarning, stacklevel=1)
logging.getLogger("probe").warning("một dòng")
print(logging.getLogger().handlers, logging.getLogger().level, logging.lastResort)

# %%
import matplotlib as mpl

print(mpl.get_backend(auto_select=False), mpl.is_interactive(), mpl.rcParams["backend_fallback"])
print({k: v for k, v in mpl.rcParams.items() if mpl.rcParamsDefault.get(k) != v})
import matplotlib.pyplot as plt

print(plt.get_backend(), plt.get_fignums(), plt.isinteractive(), len(plt.style.available))
print({k: v for k, v in mpl.rcParams.items() if mpl.rcParamsDefault.get(k) != v})
_ = plt.plot([1, 2, 4])  # its address is not the same twice
# %%
import io

fig, ax = plt.subplots()
ax.set_title("Xã Mũi Né")
mpl.rcParams["svg.hashsalt"] = "mohinh"
text = io.StringIO()
fig.savefig(text, format="svg", metadata={"Date": None})
import hashlib

print(hashlib.sha256(text.getvalue().encode()).hexdigest(), plt.get_fignums())
fig

# %%
import subprocess

print("một", flush=True)
print("hai", file=sys.stderr, flush=True)
subprocess.run(["echo", "ba"], check=True)
os.write(1, "bốn\n".encode())
print(subprocess.run(["sh", "-c", "echo $PPID; cat"], capture_output=True).stdout != b"")

# %%
import asyncio

from IPython.display import display

handle = display("trước", display_id="probe")
handle.update("sau")
await asyncio.sleep(0.01)
display({"text/plain": "x"}, raw=True)

# %%
import random

import numpy as np
import pandas as pd

random.seed(7)
np.random.seed(7)
print(random.random(), np.random.rand(), np.random.default_rng(7).random())
square = np.random.default_rng(1).normal(size=(200, 200))
print(repr(np.linalg.svd(square @ square.T)[1].sum()), np.geterr(), np.get_printoptions())
options = pd.describe_option(_print_desc=False)
print(*[line for line in options.splitlines() if "currently" in line], sep="\n")

# %%
import geopandas as gpd
import pyarrow as pa
import pyproj
from shapely import Point

print(pa.cpu_count(), pa.io_thread_count(), pa.default_memory_pool().backend_name)
frame = gpd.GeoDataFrame({"ten": ["Mũi Né"]}, geometry=[Point(108.3, 10.9)], crs=4326)
frame.to_file("a.gpkg")
frame.to_parquet("a.parquet")
print(gpd.read_file("a.gpkg"), gpd.read_parquet("a.parquet").to_crs(32649).geometry[0])
print(
    pyproj.Transformer.from_crs(4326, 3405).transform(10.9, 108.3),
    pyproj.network.is_network_enabled(),
)

# %%
import multiprocessing
import pickle
import tempfile
from concurrent.futures import ThreadPoolExecutor


class Xa:
    pass


def square_of(number):
    return number * number


print(type(pickle.loads(pickle.dumps(Xa()))), Xa.__module__)
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(square_of, range(4)))
with ThreadPoolExecutor(3) as pool:
    print(list(pool.map(square_of, range(4))))
print(
    multiprocessing.get_start_method(), multiprocessing.process.ORIGINAL_DIR, tempfile.gettempdir()
)

# %%
from joblib import Parallel, delayed

print(Parallel(n_jobs=2)(delayed(pow)(number, 2) for number in range(4)))
from sklearn.linear_model import LinearRegression

print(LinearRegression().fit([[1], [2], [4]], [1, 2, 3.5]).coef_)

# %%
raise ValueError("số liệu sai: xã Mũi Né")
