"""Auditors who save one answer at a time over HTTP, each with a return of their own."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

EVERY = 5  # seconds
PATIENCE = 30
TOKEN = "b" * 32  # as its own cookie, which is all that the check for forged requests asks


@dataclass
class Tally:
    """What a number of auditors saw: milliseconds of each save, and what was acknowledged."""

    took: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    def at(self, share: float) -> float:
        ordered = sorted(self.took) or [float("inf")]
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass
class Auditor:
    number: int
    cookies: str
    addresses: list[str]  # of the answers of a return, one after the other
    versions: dict[str, int] = field(default_factory=dict)

    async def work(self, port: int, seconds: float, tally: Tally, share: float) -> None:
        """`share` spreads the auditors over the first pause."""
        started = time.monotonic()
        turn = 0
        while (due := (turn + share) * EVERY) < seconds:
            await asyncio.sleep(max(0.0, started + due - time.monotonic()))
            await self._save(port, turn, tally)
            turn += 1

    async def _save(self, port: int, turn: int, tally: Tally) -> None:
        address = self.addresses[turn % len(self.addresses)]
        words = f"Auditor {self.number}, turn {turn}, at {time.time_ns()}."
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status, told = await self._post(port, address, words)
        except (OSError, TimeoutError, ValueError) as error:
            tally.errors.append(repr(error))
            return
        tally.took.append(1000 * (time.perf_counter() - began))
        if status != 200:
            tally.errors.append(f"{status}: {told.get('error', '')}")
            return
        self.versions[address] = told["version"]
        tally.acknowledged.append(words)

    async def _post(self, port: int, address: str, words: str) -> tuple[int, dict]:
        name = f"answer-{address.rstrip('/').rpartition('/')[2]}"
        fields = {name: "yes", f"{name}_note": words}
        body = urlencode({**fields, f"{name}_version": self.versions.get(address, 0)}).encode()
        head = (
            f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
            f"Accept: application/json\r\nCookie: {self.cookies}\r\nX-CSRFToken: {TOKEN}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(head.encode() + body)
            await writer.drain()
            answer = await reader.read()
        finally:
            writer.close()
        first, _, rest = answer.partition(b"\r\n")
        told = rest.partition(b"\r\n\r\n")[2]
        return int(first.split()[1]), json.loads(told) if told[:1] == b"{" else {}


def all_work(auditors: list[Auditor], port: int, seconds: float) -> Tally:
    async def together() -> Tally:
        tally = Tally()
        await asyncio.gather(
            *(
                auditor.work(port, seconds, tally, place / len(auditors))
                for place, auditor in enumerate(auditors)
            )
        )
        return tally

    return asyncio.run(together())
