"""Finding candidates among many texts: the one layer that touches index files."""

from zhiqiao.index.documents import Candidate, Document
from zhiqiao.index.encoders import load_encoder
from zhiqiao.index.textindex import TextIndex

__all__ = ["Candidate", "Document", "TextIndex", "load_encoder"]
