"""What the reasons say is true of the texts."""

import pytest

from zhiqiao.index import load_rarity
from zhiqiao.matching.explain import Explainer
from zhiqiao.matching.scenes import scenes
from zhiqiao.matching.values import Need, Offer


def reasons(need: Need, offer: Offer) -> dict[str, str]:
    """The Chinese text of each kind's first reason."""
    found = Explainer(need, load_rarity()).explain(offer, fused=0.0)["reasons"]
    return {str(reason.kind): reason.chinese for reason in reversed(found)}


def test_a_budget_is_told_with_the_price():
    need = Need("n", "脱硫", budget_fen=40_000_000)
    told = reasons(need, Offer("o", "脱硫", price_fen=68_500_000))
    assert told["constraint"] == "未满足：预算 40 万元，报价 68.5 万元"


def test_faintly_alike_words_are_not_called_an_answer():
    need = Need("n", "寻找大健康方向的益生菌新品")
    told = reasons(need, Offer("o", "益生菌活菌数双染流式快速测定方法"))
    assert "用词相近" in told["technology"]


def test_what_a_need_has_today_is_not_what_it_asks_for():
    need = Need("n", "辊筒用环氧树脂增韧", "怀疑是酸酐固化环氧偏脆")
    told = reasons(need, Offer("o", "增韧环氧树脂体系", "甲基纳迪克酸酐固化环氧"))
    assert told["technology"] == "成果「增韧环氧树脂体系」对应需求「辊筒用环氧树脂增韧」"


def test_a_scene_in_passing_is_no_difference():
    need = Need("n", "印染废水脱色")
    assert "scene" not in reasons(need, Offer("o", "氧化还原", "另加两只LED"))
    assert reasons(need, Offer("o", "LED背光"))["scene"].startswith("点名的应用场景不同")


@pytest.mark.parametrize("text", ["在三家电子厂使用", "一家电池厂", "微流控芯片", "免疫检测芯片"])
def test_words_inside_other_words_name_no_scene(text: str):
    assert not {"家电与消费品", "芯片与半导体"} & set(scenes(Offer("o", text)))


@pytest.mark.parametrize(
    ("text", "scene"),
    [("家电外壳", "家电与消费品"), ("白色家电", "家电与消费品"), ("车规芯片", "芯片与半导体")],
)
def test_the_words_themselves_do(text: str, scene: str):
    assert scene in scenes(Offer("o", text))
