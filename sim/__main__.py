"""`python -m sim experiment=double11 [key=value ...]`; `-m` sweeps; `--help` lists experiments and keys."""

import sys

from sim.run.command import command

if __name__ == "__main__":
    sys.exit(command())
