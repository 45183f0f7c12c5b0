"""A language model as a second reader, held to the text. The openai library is needed only where a server is asked."""

from kg.llm.client import AnswerError, ServerError
from kg.llm.combine import combine
from kg.llm.grounding import Supports
from kg.llm.literals import ParseLiteral
from kg.llm.prompt import PROMPT_VERSION, prompt_text
from kg.llm.reader import Estimate, LlmReader, Progress
from kg.llm.settings import LlmSettings, Usage

__all__ = ["PROMPT_VERSION", "AnswerError", "Estimate", "LlmReader", "LlmSettings", "ParseLiteral", "Progress", "ServerError", "Supports",
           "Usage", "combine", "prompt_text"]
