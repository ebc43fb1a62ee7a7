"""A progress bar on a terminal, nothing in a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import parent_process

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def bar(text: str, days: int) -> Iterator[Callable[[], None]]:
    """A bar of `days` steps on the terminal's error stream; yields the function that advances it by one."""
    console = Console(stderr=True)
    if not console.is_terminal or parent_process() is not None:  # workers of a sweep share one terminal
        yield lambda: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(text, total=days)
        yield lambda: progress.advance(task)
