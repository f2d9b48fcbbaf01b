"""The demo city's own rules: published over those of the folder."""

from pathlib import Path

from zhiqiao.web.rulebook.actions import publish_texts

FOLDER = Path(__file__).with_name("policies")


def publish_demo_texts(*, folder: Path = FOLDER) -> int:
    """Publishes the city's rules that are not in force yet; how many."""
    return publish_texts(folder=folder, is_demo=True)
