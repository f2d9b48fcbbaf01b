"""Words that make no concept, by what they are; how common a word is decides the rest."""

BARRED_TAGS = ("u", "p", "c", "d", "r", "f", "t", "y", "w", "x", "o")
"""First letters of parts of speech that stand in no term: particles, prepositions, conjunctions,
adverbs, pronouns, places, times, signs (ICTCLAS tags)."""
LAST_TAGS = ("n", "v", "eng", "j", "l", "i", "a", "b", "q", "z", "g", "k")
"""Of words that can end a term of several words."""
ALONE_TAGS = ("n", "vn", "eng", "j", "l", "an", "b")
"""Of words that can be a term by themselves."""

_BREAKING = """
方法 装置 技术 研究 应用 问题 过程 作用 情况 条件 方式 方面 方案 基础 效果 特点 特征 优点 缺点
目的 结果 内容 影响 因素 关系 水平 能力 程度 范围 部分 步骤 阶段 领域 行业 企业 公司 项目 产品
单位 人员 专家 发明 本发明 实用新型 专利 论文 文章 成果 需求 现有 所属 一种 几种 多种 各种 若干
不同 相同 相应 对应 有效 显著 明显 主要 重要 良好 合理 较好 较高 较低 大量 少量 公开 涉及 提供
采用 使用 利用 进行 实现 具有 包括 包含 含有 带有 设有 设置 安装 固定 位于 形成 得到 获得 提高
提升 降低 减少 增加 增强 改善 改进 优化 解决 克服 避免 防止 消除 抑制 缓解 减轻 满足 保证 确保
需要 可以 能够 便于 适用 使得 替代 代替 取代 替换 之间 之后 之前 内部 外部 上方 下方 两侧 一侧
一端 另一端 端部 顶部 底部 中部 前端 后端 上端 下端 位置 方向 次数 数量 大小 建设 开发 研发 研制
设计 制备 制造 生产 产业化 示范 推广 新型 高效 先进 综合 整体 自主 核心 国内 国内外 国外 市场
经济 社会 效益 我司 现场 客户 愿意 希望 合作 验收 无法 大大 大大的 始终 始终保持 保持 人们
有助于 易于 不易 造成 导致 引起 发生 出现 发挥 相比 所述 相关 有关 目前 传统 固有 普遍 广泛
最大限度 此基础 打下基础 建议 个对 看作 组成 构成 根据 基于 通过 用于 用 由 按 经 及其 以及 并
且 还 已 无 有 为 成 使 可 需 能 要 求 做 第一 第二 第三 第四 一个 两个 多个 万元 元 年 月 日 天
method device technology research application problem effect result study paper work approach
present invention model based new novel first second third one two three use used using the a an
of in on for to and or with by from as at is are be was were this that these those its it which
can may not into such than then also has have having said each other between through during
under over more most less same different various several many instead replaces replacing replace
comprising comprises including includes include consisting containing contains prevents reduces
suppresses eliminates avoids solves mitigates addresses
"""
BREAKING = frozenset(_BREAKING.split())
"""Words no term goes across: they join, count, praise or say what is done."""

_GENERIC = """
原料 区域 部位 状态 地区 中心 个体 综合性 关键性 常规 系统 结构 性能 功能 设备 工艺 材料 表面
数据 信息 对象 目标 模型 参数 指标 要求 标准 检测 处理 分析 试验 实验 测试 加工 控制 管理 监测
计算 测量 识别 时间 温度 压力 强度 浓度 质量 速度 含量 环境 工程 连接 操作 运行 工作 组件 部件
单元 模块 主体 本体 机构 用户 成本 价格 效率 图像 网络 软件 平台 服务 算法 关键 反应 变化 增长
发展 理论 作者 患者 临床 学生 教学 中国 国家 system structure process equipment performance data
information target parameter test control analysis surface material component unit module time
temperature pressure quality
"""
GENERIC = frozenset(_GENERIC.split())
"""Words of every field: part of a term, but alone, or first of two, they tell nothing."""
