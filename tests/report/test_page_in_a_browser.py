"""The page as a person sees it; left out where there is no Chromium."""

from collections.abc import Callable
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest

PROBE = "<script>document.title = [innerWidth, document.documentElement.scrollWidth].join(' ')</script>"
COLLECT = "<script>onload = () => document.title = Array.from(frames).map(each => each.document.title).join(' ')</script>"
WIDTHS = PHONE, DESK = 390, 1280
HEIGHT = 2400
LIGHT, DARK = 1, 0


@pytest.mark.parametrize("name", ["experiment_page", "sweep_page"])
def test_nothing_is_wider_than_a_phone_or_a_desk(
    name: str, request: pytest.FixtureRequest, tmp_path: Path, browse: Callable[..., str]
) -> None:
    text = request.getfixturevalue(name).read_text(encoding="utf-8")
    (tmp_path / "probed.html").write_text(text.replace("</body>", f"{PROBE}</body>"), encoding="utf-8")
    frames = [f'<iframe src="probed.html" width="{width}" style="border:0"></iframe>' for width in WIDTHS]
    (tmp_path / "frames.html").write_text("".join([*frames, COLLECT]))  # a window has a smallest width
    told = browse("--allow-file-access-from-files", "--dump-dom", f"file://{tmp_path / 'frames.html'}")
    found = told.partition("<title>")[2].partition("</title>")[0]
    assert found == " ".join(f"{width} {width}" for width in WIDTHS)


@pytest.mark.parametrize(
    ("name", "width", "theme", "paper"),
    [
        ("experiment_page", PHONE, LIGHT, (244, 245, 246)),
        ("experiment_page", DESK, DARK, (15, 18, 21)),
        ("sweep_page", PHONE, DARK, (15, 18, 21)),
    ],
)
def test_the_page_follows_the_theme_and_keeps_its_margins(
    name: str,
    width: int,
    theme: int,
    paper: tuple[int, int, int],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    browse: Callable[..., str],
) -> None:
    page, shot = request.getfixturevalue(name), tmp_path / "shot.png"
    browse(
        f"--blink-settings=preferredColorScheme={theme}",
        *(f"--window-size={width},{HEIGHT}", f"--screenshot={shot}", f"file://{page}"),
    )
    picture = np.rint(255 * matplotlib.image.imread(shot)[..., :3]).astype(int)
    assert picture.shape[:2] == (HEIGHT, width)
    assert tuple(picture[2, 2]) == paper
    assert len(np.unique(picture @ (1 << 16, 1 << 8, 1))) > 100  # colours: something is drawn
    assert (picture[:, :3] == paper).all() and (picture[:, -3:] == paper).all()
