import subprocess
import sys

import pytest

from sim.app import __main__ as command


def test_without_the_toolkit_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    assert command.main() == 2
    assert (
        capsys.readouterr().err == "error: the dashboard needs solara; pip install 'bazaar-sim[dashboard]'\n"
    )


def test_importing_the_package_does_not_load_the_dashboard() -> None:
    code = "import sim, sys; print([name for name in sys.modules if name.startswith('sim.app')])"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == "[]"
