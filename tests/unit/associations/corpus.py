"""A small corpus in Chinese and English, written for these tests."""

from zhiqiao.associations.values import Document
from zhiqiao.matching.values import Need, Offer

CHINESE = (
    (
        "c01",
        "气凝胶隔热片及其制备",
        "本发明公开一种气凝胶。气凝胶能够抑制热失控。气凝胶用于动力电池。",
    ),
    (
        "c02",
        "一种防止热失控的气凝胶",
        "采用气凝胶，可有效避免热失控。动力电池包括电芯、隔膜和极耳。",
    ),
    ("c03", "动力电池模组", "动力电池由电芯组成。电芯过充会引起热失控。"),
    ("c04", "动力电池热失控预警", "监测动力电池的电芯，热失控之前报警。"),
    ("c05", "秸秆板的应用", "以秸秆板代替胶合板。秸秆板价廉。"),
    ("c06", "胶合板工艺", "胶合板含有甲醛。秸秆板可替代胶合板。"),
    ("c07", "甲醛治理", "光催化涂层可去除甲醛。光催化涂层用于家具。"),
    ("c08", "光催化涂层", "光催化涂层在家具中的应用。胶合板家具释放甲醛。"),
    ("c09", "反渗透浓水", "反渗透产生浓水，纳滤也产生浓水。"),
    ("c10", "纳滤分盐", "纳滤与反渗透串联，浓水回用。"),
    ("c11", "反渗透清洗", "反渗透结垢后用柠檬酸清洗。"),
    ("c12", "纳滤结垢", "纳滤结垢时用柠檬酸清洗。"),
)
ENGLISH = (
    ("e01", "Chitosan coating", "Chitosan coating is used in fruit packaging. It reduces decay."),
    ("e02", "Fruit packaging", "Fruit packaging comprises an oxygen absorber."),
    (
        "e03",
        "Oxygen absorber",
        "An oxygen absorber prevents decay. Chitosan coating prevents decay.",
    ),
    ("e04", "Bamboo fibre", "Bamboo fibre as a substitute for glass fibre."),
    ("e05", "Glass fibre", "Bamboo fibre replaces glass fibre. Glass fibre is heavy."),
)
DOCUMENTS = tuple(Document(*row) for row in (*CHINESE, *ENGLISH))

NEED = Need("n1", "电芯热失控防护", "我司的电芯在过充时会热失控，希望解决。")
OFFER = Offer("o1", "气凝胶毡量产工艺", "气凝胶毡导热系数低。")
