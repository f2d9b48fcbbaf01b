"""Places that a question may name, so that one city's rule is not told for another's."""

import re

PROVINCES = (
    "北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 "
    "湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾"
)
CITIES = (
    "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 南京 苏州 无锡 常州 南通 扬州 "
    "徐州 合肥 芜湖 福州 厦门 泉州 南昌 济南 青岛 烟台 潍坊 郑州 洛阳 武汉 宜昌 长沙 株洲 "
    "广州 深圳 珠海 东莞 佛山 中山 惠州 南宁 桂林 海口 三亚 成都 绵阳 贵阳 昆明 西安 咸阳 "
    "兰州 西宁 银川 乌鲁木齐 沈阳 大连 长春 哈尔滨 石家庄 唐山 保定 太原 大同 呼和浩特 包头 "
    "拉萨 雄安 义乌 昆山 滨江 萧山 西湖区 余杭 临平 钱塘 富阳 临安 桐庐 淳安 建德 上城 拱墅 "
    "锡山 浦东 海淀 朝阳区"
)
KNOWN = tuple(sorted({*PROVINCES.split(), *CITIES.split()}, key=len, reverse=True))
NAMED = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,3}[市县](?![场政场级])")
ABROAD = ("美国", "日本", "德国", "新加坡", "欧盟", "英国", "加州", "silicon valley", "singapore")


def places_in(text: str) -> tuple[str, ...]:
    """The places that a text names, without 市, 省 or 县, in order of the alphabet.

    >>> places_in("深圳的高新技术企业奖励多少"), places_in("云溪市企业技术中心")
    (('深圳',), ('云溪',))
    """
    found = {place for place in KNOWN if place in text}
    found |= {name[:-1] for name in NAMED.findall(text) if not name.endswith(("城市", "上市"))}
    return tuple(sorted(found | {place for place in ABROAD if place in text}))
