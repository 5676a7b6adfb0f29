"""The machine as far as it matters, and what processes take from it. Linux: read from /proc."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

PROC = Path("/proc")


def machine() -> dict[str, str | int]:
    """Processor, cores, memory, system: what makes two runs comparable."""
    memory = re.search(r"MemTotal:\s+(\d+)", (PROC / "meminfo").read_text())
    model = re.search(r"model name\s*:\s*(.+)", (PROC / "cpuinfo").read_text())
    return {
        "processor": model[1].strip() if model else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_mb": int(memory[1]) // 1024 if memory else 0,
        "system": f"{platform.system()} {platform.release()}",
    }


def versions(*, database: str) -> dict[str, str]:
    """What was measured."""
    return {
        "commit": _git("rev-parse", "--short=12", "HEAD") + ("" if not _git("status", "--porcelain") else " (changed)"),
        "python": platform.python_version(),
        "database": database,
        **{name: version(name) for name in ("django", "uvicorn", "uvloop", "httptools", "psycopg", "cryptography")},
    }


def load() -> float:
    """How busy the machine is: the load of the last minute. Above the number of cores, times say little."""
    return round(os.getloadavg()[0], 2)


def memory(process: int) -> float:
    """Megabytes that a process and its children hold, shared pages counted in part."""
    return sum(_memory(one) for one in [process, *_children(process)])


def largest(process: int) -> float:
    """The same of the largest of them alone."""
    return max(_memory(one) for one in [process, *_children(process)])


def _memory(process: int) -> float:
    try:
        text = (PROC / str(process) / "smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def _children(process: int) -> list[int]:
    found = (PROC / str(process) / "task" / str(process) / "children").read_text().split()
    return [int(one) for one in found]


def _git(*arguments: str) -> str:
    try:
        return subprocess.run(["git", *arguments], capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""
