"""Trial: a workbook read once in a process of its own, with little memory and little time.

What a reader will need cannot always be said from outside. Where it cannot, or where it is much,
the reading is tried where it can do no harm: a reader that runs out of memory ends its process.
"""

import subprocess
import sys
from pathlib import Path

from mohinh.words.errors import UnreadableFile

# A workbook that is known to need less is read without a trial.
SAFE_BYTES = 500 * 2**20
MOST_BYTES = 700 * 2**20
MOST_SECONDS = 10

_WRONG_FILE = 3
# Systems without limits on memory (Windows) still have the limit on time.
_READ = f"""
import sys
try:
    import resource
except ImportError:
    pass
else:
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
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
    command = [sys.executable, "-I", "-c", _READ, str(path.resolve()), str(MOST_BYTES)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile(
            f"{path.name}: reading takes more than {MOST_SECONDS} seconds; delete what is not "
            "needed, or split the workbook"
        ) from None
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
