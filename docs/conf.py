"""How the documentation is built: Chinese pages `page.md`, English ones `page.en.md`."""

import logging

import jieba
from sphinx.application import Sphinx
from sphinx.search.zh import SearchChinese

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


class ChineseSearch(SearchChinese):
    """Cuts a query in the browser into the words that jieba put into the index.

    The longest known word first; characters of none are passed over.
    """

    language_name = "English"  # the stemmer that Sphinx ships for Chinese is the English one
    js_splitter_code = """
function splitQuery(query) {
  const { terms, titleterms } = Search._index;
  const known = (word) => Object.hasOwn(terms, word) || Object.hasOwn(titleterms, word);
  const cut = (run) => {
    const words = [];
    for (let at = 0; at < run.length; at += 1) {
      for (let end = run.length; end > at + 1; end -= 1) {
        if (known(run.slice(at, end))) {
          words.push(run.slice(at, end));
          at = end - 1;
          break;
        }
      }
    }
    return words.length ? words : [run];
  };
  const runs = query.toLowerCase().match(/\\p{Script=Han}+|[\\p{Letter}\\p{Number}_]+/gu) || [];
  return runs.flatMap((run) => (/\\p{Script=Han}/u.test(run) ? cut(run) : [run]));
}
"""


def mark_measure(
    _app: Sphinx, _what: str, _name: str, _of: object, _options: object, lines: list[str]
) -> None:
    """Keeps nDCG@10 from being taken for a mail address."""
    lines[:] = [line.replace("nDCG@10", "``nDCG@10``") for line in lines]


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.add_search_language(ChineseSearch)
    app.connect("autodoc-process-docstring", mark_measure)
