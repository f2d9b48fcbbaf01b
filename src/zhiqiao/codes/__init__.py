"""Codes that rules speak in: industries, regions, sizes of enterprises, credit codes.

Pure: values in, values out; the tables come with the package and are read once.
"""

from zhiqiao.codes.credit import credit_code_problem
from zhiqiao.codes.industry import (
    Industry,
    industries,
    industry_named,
    industry_within,
    normal_industry,
)
from zhiqiao.codes.regions import normal_region, region_name, region_within, regions
from zhiqiao.codes.size import (
    ENTERPRISE_SIZES,
    SizeRule,
    size_classes,
    size_rule,
    size_rules,
)

__all__ = [
    "ENTERPRISE_SIZES",
    "Industry",
    "SizeRule",
    "credit_code_problem",
    "industries",
    "industry_named",
    "industry_within",
    "normal_industry",
    "normal_region",
    "region_name",
    "region_within",
    "regions",
    "size_classes",
    "size_rule",
    "size_rules",
]
