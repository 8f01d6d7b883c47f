"""Trial: a workbook read once in a process of its own, with little memory and little time.

What a reader will need cannot always be said from outside. Where it cannot, or where it is much,
the reading is tried where it can do no harm: a reader that runs out of memory ends its process.
"""

import math
import signal
import subprocess
import sys
from pathlib import Path

from mohinh.words.errors import UnreadableFile

# A workbook that is known to need less is read without a trial.
SAFE_BYTES = 500 * 2**20
MOST_BYTES = 700 * 2**20
# Of processor time, so that a busy machine refuses nothing; by the clock so many times as long.
MOST_SECONDS = 10
MOST_WAITING = 12

_WRONG_FILE = 3
_OUT_OF_TIME = -int(getattr(signal, "SIGXCPU", 24))
# Systems without limits on a process (Windows) still have the limit by the clock.
_READ = f"""
import sys
try:
    import resource
except ImportError:
    pass
else:
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]), int(sys.argv[3]) + 1))
import python_calamine
try:
    book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
    kept = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
except MemoryError:
    raise
except BaseException:
    sys.exit({_WRONG_FILE})
"""


def try_reading(path: Path) -> None:
    """Raise `UnreadableFile` where reading the file takes too much memory or time, or fails."""
    limits = [str(MOST_BYTES), str(math.ceil(MOST_SECONDS))]
    command = [sys.executable, "-I", "-c", _READ, str(path.resolve()), *limits]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=MOST_SECONDS * MOST_WAITING,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile(_too_long(path, MOST_SECONDS * MOST_WAITING)) from None
    if done.returncode == _OUT_OF_TIME:
        raise UnreadableFile(_too_long(path, MOST_SECONDS))
    if done.returncode == _WRONG_FILE:
        raise UnreadableFile(
            f"{path.name}: not a workbook that can be read; open it in a spreadsheet program and "
            "save it as .xlsx again"
        )
    if done.returncode:
        raise UnreadableFile(
            f"{path.name}: reading takes more than {MOST_BYTES // 2**20} MiB of memory; delete "
            "what is not needed, or split the workbook"
        )


def _too_long(path: Path, seconds: float) -> str:
    return (
        f"{path.name}: reading takes more than {seconds:g} seconds; delete what is not needed, or "
        "split the workbook"
    )
