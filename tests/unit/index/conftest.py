from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from zhiqiao.index import Document, TextIndex
from zhiqiao.index.encoders import StaticEncoder

WORDS = [
    *("废水", "处理", "膜", "污泥", "脱硝", "催化", "钛合金", "打印", "激光", "焊接", "机器人"),
    *("视觉", "检测", "电池", "负极", "材料", "石墨烯", "散热", "芯片", "封装", "疫苗", "抗体"),
    *("传感器", "装置", "方法", "系统", "igbt", "robot", "co2", "铝", "硅", "碳"),
]


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> StaticEncoder:
    """Thirty words with random vectors of 16 numbers."""
    path = tmp_path_factory.mktemp("encoder") / "static.npz"
    random = np.random.default_rng(7)
    np.savez(
        path,
        words=np.frombuffer("\n".join(WORDS).encode(), np.uint8),
        vec=random.integers(-31, 32, (len(WORDS), 16), dtype=np.int8),
        scale=random.uniform(0.02, 0.04, len(WORDS)).astype(np.float32),
    )
    return StaticEncoder(path)


@pytest.fixture(scope="session")
def documents() -> list[Document]:
    """Forty documents of three or four words each."""
    random = np.random.default_rng(11)
    chosen = [random.choice(WORDS, 4, replace=False) for _ in range(40)]
    return [
        Document(f"d{number:02}", "".join(words[:2]), f"{words[2]}的{words[3]}，编号{number}")
        for number, words in enumerate(chosen)
    ]


@pytest.fixture
def open_index(tmp_path: Path, encoder: StaticEncoder) -> Callable[..., TextIndex]:
    """Opens the index of the test's folder, again and again."""

    def opened(*source: Document, exact_max: int = 200_000, folder: str = "index") -> TextIndex:
        return TextIndex.open(
            tmp_path / folder,
            encoder=encoder,
            source=lambda: source,
            exact_max=exact_max,
            wait_s=0.0,
        )

    return opened
