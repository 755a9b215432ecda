"""``python -m eastwest`` is the command ``eastwest``."""

import sys

from ._command import main

sys.exit(main())
