"""Where a technology is used: the application scenes that texts name.

A small dictionary of scenes with the words that give them away. It is a claim about words,
not about truth: a scene that no word names stays unknown.
"""

import re
from collections import Counter
from functools import cache

from zhiqiao.matching.values import Need, Offer, Part, Span

TITLE_WEIGHT = 2
_WEIGHTS: tuple[tuple[Part, int], ...] = (("title", TITLE_WEIGHT), ("text", 1))

SCENES: dict[str, tuple[str, ...]] = {
    "动力与储能电池": ("电池", "锂电", "储能", "电解液", "正极", "负极", "隔膜", "电芯"),
    "光伏": ("光伏", "太阳能", "硅片", "组件功率"),
    "风电": ("风电", "风机叶片", "风力发电"),
    "氢能": ("氢能", "制氢", "燃料电池", "储氢", "电解水"),
    "电网与输配电": (
        "电网",
        "变压器",
        "输电",
        "配电",
        "变电站",
        "微电网",
        "高压开关",
        "线缆",
        "电缆",
    ),
    "新能源汽车": ("电动汽车", "新能源汽车", "充电桩", "车载", "电驱"),
    "汽车零部件": ("汽车", "整车", "车身", "底盘", "轮毂", "刹车", "制动"),
    "轨道交通": ("轨道交通", "高铁", "列车", "地铁", "轨道"),
    "航空航天": ("航空", "航天", "飞行器", "无人机", "发动机叶片", "卫星"),
    "船舶与海洋": ("船舶", "海洋", "海上", "海水", "港口"),
    "水处理": ("废水", "污水", "水处理", "中水", "饮用水", "渗滤液", "COD", "氨氮"),
    "废气治理": ("废气", "VOCs", "烟气", "脱硫", "脱硝", "除尘", "臭气"),
    "固废与土壤": ("固废", "危废", "垃圾", "污泥", "土壤", "飞灰", "尾矿"),
    "建筑与建材": ("建筑", "混凝土", "水泥", "建材", "装配式", "隧道", "桥梁", "防水"),
    "钢铁与有色冶金": (
        "钢铁",
        "冶金",
        "冶炼",
        "轧制",
        "连铸",
        "铝合金",
        "铜合金",
        "钛合金",
        "镁合金",
    ),
    "铸造锻压焊接": ("铸造", "压铸", "锻造", "焊接", "热处理", "模具"),
    "机床与加工": ("机床", "数控", "切削", "磨削", "刀具", "加工中心", "机加工"),
    "机器人与产线": ("机器人", "机械臂", "产线", "装配线", "自动化", "AGV", "智能工厂", "数字孪生"),
    "视觉检测": ("视觉", "缺陷检测", "外观检测", "图像识别", "质检"),
    "传感与仪器": ("传感器", "仪器", "在线监测", "计量", "光谱"),
    "芯片与半导体": ("芯片", "半导体", "晶圆", "封装", "光刻", "集成电路", "功率器件"),
    "通信与物联网": ("通信", "5G", "物联网", "射频", "天线", "网关"),
    "显示与照明": ("显示屏", "显示器", "显示面板", "液晶", "LED", "OLED", "照明", "背光"),
    "软件与大数据": ("大数据", "云平台", "软件系统", "知识图谱", "大模型", "算法平台"),
    "化工合成": ("合成", "催化剂", "催化", "反应釜", "精馏", "中间体", "聚合"),
    "涂料与胶粘": ("涂料", "涂层", "胶粘", "油墨", "防腐"),
    "塑料与橡胶": ("塑料", "橡胶", "注塑", "改性", "树脂", "薄膜", "复合材料", "纤维"),
    "纺织印染": ("纺织", "印染", "面料", "染料", "纱线", "织物", "针织"),
    "造纸与包装": ("造纸", "纸浆", "包装", "纸塑"),
    "药物": ("药物", "制剂", "原料药", "抗体", "疫苗", "中药", "给药", "胶囊", "药效"),
    "体外诊断": (
        "体外诊断",
        "诊断试剂",
        "临床诊断",
        "早期诊断",
        "试剂盒",
        "检测卡",
        "免疫层析",
        "核酸检测",
        "生物标志物",
    ),
    "医疗器械": (
        "医疗器械",
        "手术",
        "植入",
        "导管",
        "内窥镜",
        "敷料",
        "超声",
        "康复",
        "骨科",
        "支架",
    ),
    "生物制造": ("发酵", "菌株", "酶制剂", "微生物", "细胞培养", "益生菌"),
    "种植": ("种植", "作物", "水稻", "小麦", "果树", "茶园", "大棚", "温室", "病虫害", "育种"),
    "养殖": ("养殖", "饲料", "畜禽", "水产", "猪", "鱼塘"),
    "食品加工": ("食品", "保鲜", "冷链", "肉制品", "果汁", "发酵食品", "乳制品", "预制菜"),
    "矿山": ("矿山", "煤矿", "采矿", "选矿", "瓦斯"),
    "石油天然气": ("石油", "油田", "天然气", "钻井", "炼化"),
    "家电与消费品": ("家电", "空调", "厨电", "小家电", "玩具", "家居"),
    "安全与消防": ("消防", "火灾", "防火", "安全生产", "预警"),
}


INSIDE_OTHERS = {
    "家电": r"(?<![一二两三四五六七八九十几多数这该某])家电(?![子池站力网商缆机])",
    "芯片": r"(?<!检测)(?<!微流控)(?<!生物)(?<!基因)芯片",
}
"""Words that other words hold by chance: 三家电子厂, 免疫检测芯片."""


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted({word for words in SCENES.values() for word in words}, key=len, reverse=True)
    return re.compile("|".join(INSIDE_OTHERS.get(word, re.escape(word)) for word in words))


@cache
def _scene_of() -> dict[str, str]:
    return {word: scene for scene, words in SCENES.items() for word in words}


def scenes(item: Need | Offer) -> dict[str, Span]:
    """The scenes that title and text name, each with the first word that names it, in order.

    A word in passing is not a scene: where any scene is named in the title or twice, scenes
    named once in the text are left out.

    >>> list(scenes(Offer("o", "一种印染废水处理装置")))
    ['纺织印染', '水处理']
    """
    found, weights = _named(item)
    clear = {scene: span for scene, span in found.items() if weights[scene] >= TITLE_WEIGHT}
    return clear or found


def is_plain(item: Need | Offer) -> bool:
    """Whether a scene is named in the title or twice, not only in passing.

    >>> is_plain(Offer("o", "血样检测", "增加两只LED")), is_plain(Offer("o", "LED背光"))
    (False, True)
    """
    return any(weight >= TITLE_WEIGHT for weight in _named(item)[1].values())


def _named(item: Need | Offer) -> tuple[dict[str, Span], Counter[str]]:
    """The first word that names each scene, and how often it is named; the title counts twice."""
    found: dict[str, Span] = {}
    weights: Counter[str] = Counter()
    for part, weight in _WEIGHTS:
        for match in _pattern().finditer(getattr(item, part)):
            scene = _scene_of()[match.group()]
            found.setdefault(scene, Span(part, match.start(), match.end(), match.group()))
            weights[scene] += weight
    return found, weights
