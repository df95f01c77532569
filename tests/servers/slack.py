"""Slack's Web API after its reference, for Slack's own client to talk to."""

import json
from typing import Any

from tests.servers.contract import ContractServer, Reply
from tests.servers.openapi import Asked
from tests.servers.proof import Proof

PROOF = Proof(
    system="slack",
    how="our reading",
    what="Slack's own client 3.47 against methods as docs.slack.dev describes them",
    source="docs.slack.dev/reference/methods, slack-sdk 3.47.0",
    date="2026-11-22",
)
TOKEN = "xoxb-not-a-secret"
CHANNELS = {"data-team": "C0000000001", "random": "C0000000002"}
PEOPLE = {"ada@example.org": "U0000000001"}
Answer = dict[str, Any]


class Workspace:
    """What was posted and uploaded; `says` is answered in place of posting."""

    def __init__(self) -> None:
        self.messages: list[Answer] = []
        self.uploads: dict[str, bytes] = {}
        self.completed: list[Answer] = []
        self.says: Answer = {}
        self.server = ContractServer(error_of=lambda status, said: {"ok": False, "error": said})
        for method, answer in (
            ("auth.test", self._who),
            ("chat.postMessage", self._post),
            ("users.lookupByEmail", self._person),
            ("conversations.open", self._open),
            ("conversations.list", self._list),
            ("files.getUploadURLExternal", self._upload_url),
            ("files.completeUploadExternal", self._complete),
        ):
            self.server.route("POST", f"/api/{method}")(self._signed_in(answer))
        self.server.route("POST", "/upload/{file}")(self._take)

    @property
    def url(self) -> str:
        return f"{self.server.url}/api/"

    def _signed_in(self, answer: Any) -> Any:
        def handler(asked: Asked) -> Reply:
            if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
                return Reply({"ok": False, "error": "invalid_auth"})
            kind = asked.headers.get("Content-Type", "")
            given = asked.json if "json" in kind and asked.body else asked.form
            return Reply(answer(given))

        return handler

    def _who(self, given: Answer) -> Answer:
        return {"ok": True, "user": "seaway", "team": "Example"}

    def _post(self, given: Answer) -> Answer:
        if self.says:
            return {"ok": False, **self.says}
        channel = CHANNELS.get(str(given["channel"]).removeprefix("#"), given["channel"])
        if not str(channel).startswith(("C", "D")):
            return {"ok": False, "error": "channel_not_found"}
        if not given.get("text") and not given.get("blocks"):
            return {"ok": False, "error": "no_text"}
        self.messages.append({**given, "channel": channel})
        return {"ok": True, "channel": channel, "ts": f"{len(self.messages)}.000100", "message": {}}

    def _person(self, given: Answer) -> Answer:
        user = PEOPLE.get(given["email"])
        return {"ok": True, "user": {"id": user}} if user else {"ok": False, "error": "users_not_found"}

    def _open(self, given: Answer) -> Answer:
        return {"ok": True, "channel": {"id": given["users"].replace("U", "D")}}

    def _list(self, given: Answer) -> Answer:
        """A channel a page."""
        names = sorted(CHANNELS)
        at = int(given.get("cursor") or 0)
        following = str(at + 1) if at + 1 < len(names) else ""
        return {
            "ok": True,
            "channels": [{"id": CHANNELS[names[at]], "name": names[at]}],
            "response_metadata": {"next_cursor": following},
        }

    def _upload_url(self, given: Answer) -> Answer:
        file = f"F{len(self.uploads):010}"
        self.uploads[file] = b""
        return {"ok": True, "file_id": file, "upload_url": f"{self.server.url}/upload/{file}"}

    def _take(self, asked: Asked) -> Reply:
        assert "Authorization" not in asked.headers
        self.uploads[asked.path_values["file"]] = asked.body
        return Reply(f"OK - {len(asked.body)}".encode(), headers={"Content-Type": "text/plain"})

    def _complete(self, given: Answer) -> Answer:
        files = given["files"]
        listed = json.loads(files) if isinstance(files, str) else files
        if not str(given["channel_id"]).startswith(("C", "D")):
            return {"ok": False, "error": "channel_not_found"}
        self.completed.append({**given, "files": listed})
        return {"ok": True, "files": [{"id": each["id"]} for each in listed]}
