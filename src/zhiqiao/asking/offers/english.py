"""English terms of technology, so that a question in English finds offers written in Chinese."""

import re

TERMS = (
    "robot=机器人 inspect=检测 inspection=检测 inspects=检测 detect=检测 detection=检测 "
    "weld=焊缝 welds=焊缝 welding=焊接 tank=储罐 storage=储存 scaffolding=脚手架 without=免 "
    "cobalt=钴 cobalt-free=无钴 hardfacing=堆焊硬面 alloy=合金 powder=粉末 price=价格 "
    "cost=成本 heavy=重 weigh=重量 weight=重量 wearable=贴敷式穿戴 insulin=胰岛素 pump=泵 "
    "patch=贴片 infusion=输注 thermal=热 conductivity=导热系数 aerogel=气凝胶 insulation=隔热 "
    "blanket=毡 battery=电池 batteries=电池 cell=电芯 vanadium=全钒 flow=液流 "
    "electrolyte=电解液 low=低 temperature=温度 high=高 cold=低温 heat=热 recovery=回收 "
    "recover=回收 recovers=回收 recycling=回收 recycle=回收 dyeing=印染染色 dye=染料 "
    "wastewater=废水 sewage=污水 water=水 sludge=污泥 leachate=渗滤液 landfill=填埋场 "
    "nitrogen=氮 denitrification=反硝化 phosphorus=磷 ammonia=氨 carbon=碳 dioxide=二氧化碳 "
    "capture=捕集 solvent=溶剂 solvents=溶剂 power=电 plant=厂 plants=厂 biodegradable=可降解 "
    "degradable=可降解 film=膜 starch=淀粉 courier=快递 bag=袋 bags=袋 packaging=包装 "
    "plastic=塑料 resin=树脂 epoxy=环氧 coating=涂料涂层 coatings=涂层 paint=漆 primer=底漆 "
    "anticorrosion=防腐 corrosion=腐蚀 waterborne=水性 curing=固化 nylon=尼龙 flame=阻燃 "
    "retardant=阻燃 aluminium=铝 aluminum=铝 titanium=钛 steel=钢 copper=铜 nickel=镍 "
    "silver=银 iron=铁 magnesium=镁 zinc=锌 silicon=硅 ceramic=陶瓷 membrane=膜 fibre=纤维 "
    "fiber=纤维 glass=玻璃 composite=复合材料 casting=铸造 forging=锻造 milling=铣削 "
    "grinding=磨削 polishing=抛光 cutting=切削 machining=加工 drilling=制孔 turning=车削 "
    "thin-walled=薄壁 bearing=轴承 gearbox=齿轮箱 gear=齿轮 spindle=主轴 valve=阀 "
    "vibration=振动 chatter=颤振 fault=故障 diagnosis=诊断 crack=裂纹 cracks=裂纹 defect=缺陷 "
    "defects=缺陷 surface=表面 camera=相机 vision=视觉 image=图像 software=软件 "
    "algorithm=算法 model=模型 neural=神经网络 learning=学习 laser=激光 ultrasonic=超声 "
    "radar=雷达 sensor=传感器 chip=芯片 chips=芯片 circuit=电路 board=板 pcb=线路板印制板 "
    "semiconductor=半导体 wafer=晶圆 bonding=键合 supply=电源 charger=充电机 charging=充电 "
    "vehicle=车 car=车 truck=卡车 agv=搬运 warehouse=仓储 navigation=导航定位 "
    "positioning=定位 speech=语音 voice=语音 noise=噪声 microphone=麦克风 earphone=耳机 "
    "hearing=听力 aid=助听器 display=显示 blade=叶片 blades=叶片 wind=风电 turbine=风机 "
    "drone=无人机 solar=光伏 photovoltaic=光伏 panel=组件 panels=组件 hydrogen=氢 "
    "electrolysis=电解水 electrolyser=电解槽 electrolyzer=电解槽 sodium=钠 sodium-ion=钠离子 "
    "lithium=锂 cathode=正极 anode=负极 perovskite=钙钛矿 energy=能 charge=充电 fire=火 "
    "warning=预警 container=舱 grid=电网 microgrid=微网 compressor=空压机 pump-heat=热泵 "
    "exhaust=尾气 gas=气体 flue=烟气 voc=vocs catalyst=催化剂 catalytic=催化 oxidation=氧化 "
    "hydrogenation=加氢 crystallization=结晶 crystallisation=结晶 drying=干燥 freeze=冻干 "
    "freeze-dried=冻干 freeze-drying=冻干 probiotic=益生菌 probiotics=益生菌 vaccine=疫苗 "
    "antibody=抗体 drug=药 malaria=疟疾 herbal=中药 medicine=中药 extract=提取 "
    "concentration=浓缩 test=检测 strip=试纸 rapid=快速 blood=血 plasma=血浆 nucleic=核酸 "
    "acid=酸 acids=酸 cell-culture=细胞培养 ecg=心电 heart=心 fetal=胎儿 monitoring=监测 "
    "monitor=监护 fall=跌倒 elderly=老人 breathing=呼吸 rehabilitation=康复 exoskeleton=助行 "
    "hip=髋 knee=膝 bone=骨 implant=植入 catheter=导管 antibacterial=抗菌 endoscope=内镜 "
    "sterilization=灭菌 hospital=医院 hospitals=医院 magnetic=磁 resonance=共振 scanner=扫描 "
    "fish=鱼 fishery=养殖 aquaculture=养殖 shrimp=虾 pond=池塘 tea=茶 rice=稻米 bran=米糠 "
    "mushroom=菇 loquat=枇杷 fruit=果实 fruits=果 vegetable=蔬菜 pesticide=农药 residue=残留 "
    "fermentation=发酵 enzyme=酶 enzymatic=酶 protein=蛋白 pig=猪 manure=粪污 cattle=牛 "
    "feed=饲料 soil=土壤 groundwater=地下水 incineration=焚烧 ash=飞灰 dust=粉尘 air=空气 "
    "saving=节能 starting=启动"
)
GLOSSARY = dict(pair.split("=") for pair in TERMS.split())
PHRASES = (("heat pump", "热泵"), ("fly ash", "飞灰"), ("power supply", "电源"))
WORD = re.compile(r"[a-z][a-z-]{2,}")


def in_chinese(text: str) -> str:
    """The folded text with the English terms that are known in Chinese.

    >>> in_chinese("recycling of solar panels")
    '回收 of 光伏 组件'
    """
    for english, chinese in PHRASES:
        text = text.replace(english, f" {chinese} ")
    return WORD.sub(lambda found: GLOSSARY.get(found[0], found[0]), text)
