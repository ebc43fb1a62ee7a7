"""`python -m sim.app` opens the dashboard; it takes the options of `solara run`, such as `--port 9000` or `--no-open`."""

import os
import sys
from importlib.util import find_spec

QUIET = {"SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false", "SOLARA_THEME_SHOW_BANNER": "false"}
OPTIONS = ("--production", "--no-check-version")


def main() -> int:
    """Serve the page until it is interrupted; returns 2 when the toolkit is not installed."""
    if find_spec("solara") is None:
        print("error: the dashboard needs solara; pip install 'bazaar-sim[dashboard]'", file=sys.stderr)
        return 2
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    from solara.__main__ import cli

    cli(["run", "sim.app.page", *OPTIONS, *sys.argv[1:]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
