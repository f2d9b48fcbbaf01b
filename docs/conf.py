"""How the documentation is built: Chinese pages `page.md`, English ones `page.en.md`."""

import logging

import jieba

jieba.setLogLevel(logging.WARNING)
logging.getLogger("faiss.loader").setLevel(logging.WARNING)

project = "智桥 Zhiqiao"
author = "智桥贡献者"
project_copyright = "智桥贡献者，Apache-2.0"
html_title = "智桥文档"
language = "zh_CN"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "howto/example"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
napoleon_google_docstring = True
napoleon_numpy_docstring = False

# Everything the pages load lies beside them: no font, script or style from elsewhere.
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["docs.css"]
html_search_language = "zh"  # cut by jieba
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {
        "font-stack": (
            "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
            "'Source Han Sans SC', sans-serif"
        ),
        "color-brand-primary": "#0a6b5e",
        "color-brand-content": "#0a6b5e",
    },
    "dark_css_variables": {"color-brand-primary": "#5fc4b3", "color-brand-content": "#5fc4b3"},
}
