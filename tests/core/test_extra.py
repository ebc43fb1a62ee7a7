"""Optional packages: taken when they are there, and told with what to install when they are not."""

import sys

import pytest

from sim.core.extra import EXTRAS, extra, missing
from sim.run.errors import ConfigError, extra_for


def test_what_is_there_is_imported() -> None:
    assert extra("json.decoder").JSONDecoder().decode("[1]") == [1]


@pytest.mark.parametrize("package", EXTRAS)
def test_what_is_missing_is_told_with_the_extra_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    told = missing(package)
    assert told.endswith(f"is not installed; pip install 'bazaar-sim[{EXTRAS[package]}]'")
    with pytest.raises(ImportError) as error:
        extra(f"{package}.something")
    assert str(error.value) == told
    with pytest.raises(ConfigError) as refused:
        extra_for("hydra/launcher=x", package)
    assert str(refused.value) == f"hydra/launcher=x: {told}"


def test_what_an_installed_package_lacks_itself_is_not_mistaken_for_it() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_part"):
        extra("json.no_such_part")
