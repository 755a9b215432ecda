"""Who is told how far a study is."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Progress = Callable[[str, float, float], object]
"""A function of what is counted, how much of it is done, and how much there is."""


class _Bar:
    """A bar of tqdm."""

    def __init__(self, tqdm: Any) -> None:
        self._tqdm = tqdm
        self._bar: Any = None

    def __call__(self, what: str, done: float, of: float) -> None:
        if self._bar is None:
            self._bar = self._tqdm(total=of)
        self._bar.total = of
        self._bar.set_description_str(what, refresh=False)
        self._bar.n = done
        self._bar.refresh()

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


@contextmanager
def telling(progress: Progress | bool | None) -> Iterator[Progress | None]:
    """The function that is told; a bar for True, where tqdm is there."""
    if progress is None or progress is False:
        yield None
    elif progress is True:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            warnings.warn("progress=True shows a bar where tqdm is installed", stacklevel=3)
            yield None
            return
        bar = _Bar(tqdm)
        try:
            yield bar
        finally:
            bar.close()
    else:
        yield progress
