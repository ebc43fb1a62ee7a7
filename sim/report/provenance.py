"""Where the results came from."""

from collections.abc import Mapping
from typing import Any

from sim.report.html import Markup, details, join, tag
from sim.report.tables import facts, table


def provenance(manifest: Mapping[str, Any], what: str = "") -> Markup:
    """Version, commit, time, machine and files of a manifest. what: which run it describes, if not the only one."""
    seconds = manifest.get("seconds") or {}
    whole = sum(sum((each or {}).values()) for each in seconds.values())
    machine = manifest.get("machine") or {}
    told = [
        ("version", f"Bazaar {manifest.get('version', '?')}"),
        ("commit", str(manifest.get("commit") or "outside a checkout")),
        ("written", str(manifest.get("written", "")).replace("T", " ").replace("+00:00", " UTC")),
        ("simulated in", f"{whole:,.0f} s" if whole else ""),
        ("machine", f"{machine.get('platform', '')}, {machine.get('cores', '?')} cores" if machine else ""),
        ("Python", str(manifest.get("python", ""))),
        (
            "packages",
            ", ".join(f"{name} {version}" for name, version in (manifest.get("packages") or {}).items()),
        ),
        ("overrides", " ".join(f"{key}={value}" for key, value in (manifest.get("overrides") or {}).items())),
    ]
    files = [(name, digest) for name, digest in (manifest.get("files") or {}).items()]
    return join(
        tag("p", what) if what else "",
        facts(told),
        details(f"{len(files)} files and their digests", table(["file", "sha256"], files, "Files", texts=2)),
    )
