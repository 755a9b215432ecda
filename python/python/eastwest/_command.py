"""The command ``eastwest``, as the package installs it."""

from __future__ import annotations

import signal
import sys

from . import _core


def main() -> int:
    """Run the command with the words of ``sys.argv``; give its exit code."""
    # as in a process of its own: Ctrl-C ends it, or is the command's to handle
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.stdout.flush()
    return _core.command(["eastwest", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
