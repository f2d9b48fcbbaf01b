"""A small client of a Zhiqiao server's REST API.

with Client("https://zhiqiao.example", token) as client:
for need in client.needs.list(q="固化剂"):
print(need["code"], need["title"])
"""

from zhiqiao.client.client import Client
from zhiqiao.client.errors import ClientError
from zhiqiao.client.shapes import Matches, Need, Offer, Organisation, Run, Suggestion

__all__ = [
    "Client",
    "ClientError",
    "Matches",
    "Need",
    "Offer",
    "Organisation",
    "Run",
    "Suggestion",
]
