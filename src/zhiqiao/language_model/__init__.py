"""An optional large language model behind an OpenAI-compatible endpoint.

It is given texts and offered no tools; whatever it says is text that is checked before anyone
sees it. Who may send what, how much, and what is kept of it, the site decides
(`zhiqiao.web.language_model`); here is what is asked, and what of an answer may be used.
"""

from zhiqiao.language_model.endpoint import Endpoint
from zhiqiao.language_model.errors import LanguageModelError, UnusableAnswerError
from zhiqiao.language_model.judging import PromptedJudge
from zhiqiao.language_model.question import Ask, Prompt, Purpose, Question

__all__ = [
    "Ask",
    "Endpoint",
    "LanguageModelError",
    "Prompt",
    "PromptedJudge",
    "Purpose",
    "Question",
    "UnusableAnswerError",
]
