"""Connectors (连接器): system operations that the server carries out itself, outside of any transaction.

One file a runner, each with its `CONNECTOR`. A connector may run more than once for one job (at least once): it hands
the job's id on as the key by which the other side tells a repetition.
"""

from engine.connectors.connector import Connector, ConnectorFault, Errand
from engine.connectors.document import Documents
from engine.connectors.http import HttpCalls
from engine.connectors.message import Messages, NoSender, Sender, WebSender

__all__ = [
    "Connector",
    "ConnectorFault",
    "Documents",
    "Errand",
    "HttpCalls",
    "Messages",
    "NoSender",
    "Sender",
    "WebSender",
]
