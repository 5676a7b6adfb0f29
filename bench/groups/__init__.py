"""The groups of figures, in the order in which they are measured. A new one is a function here and in the list.

Each is handed the setting and returns its figures; it may leave in `setting.found` what a later one wants to know.
"""

from collections.abc import Callable

from bench.figures import Figure
from bench.groups.backup import backup
from bench.groups.growth import typing
from bench.groups.live import live
from bench.groups.pages import pages
from bench.groups.process import process
from bench.groups.service import service
from bench.groups.visit import visit
from bench.setting import Setting

GROUPS: list[Callable[[Setting], list[Figure]]] = [pages, process, typing, live, visit, service, backup]
