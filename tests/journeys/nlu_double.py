"""An nlu that knows a few sentences by heart: for journeys whose matter is not what was meant."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.journeys.house import NluAddress

Entities = list[dict[str, Any]]


@contextmanager
def nlu_that_knows(sentences: Mapping[str, tuple[str, Entities]]) -> Iterator[NluAddress]:
    """Answers each of these sentences with its label and entities, and understands nothing else."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            label, entities = sentences.get(asked.get("text", ""), ("", []))
            ranking = [{"name": label, "confidence": 0.98}] if label else []
            understood = {
                "text": asked.get("text", ""),
                "intent": {"name": label, "confidence": 0.98 if label else 0.0},
                "intent_ranking": ranking,
                "decision": "answer" if label else "fallback",
                "second": None,
                "entities": entities,
            }
            body = json.dumps(understood).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing of what was asked is kept."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield NluAddress(f"http://127.0.0.1:{server.server_port}", "nlu-token")
    finally:
        server.shutdown()
        server.server_close()
