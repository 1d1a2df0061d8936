"""Around the site as an ASGI application: how many requests are worked on at once, and how large they may be.

Owns the threads. Django gives every request a new thread, and with it a new connection to the database, and
works on as many as come. Here a fixed number of threads take one request each and keep their connections;
further requests wait. What is larger than an upload may be is refused before it is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Any], Awaitable[None]]  # Any: Django and uvicorn name the message differently
Application = Callable[[Any, Receive, Send], Awaitable[None]]


class FixedThreads:
    """Runs each request's synchronous code in one of `count` threads."""

    def __init__(self, application: Application, count: int) -> None:
        self._application = application
        self._free: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
        for number in range(count):
            self._free.put_nowait(ThreadPoolExecutor(1, f"request-{number}"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        thread = await self._free.get()
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self._application(scope, receive, send)
        finally:
            self._free.put_nowait(thread)


class TooLarge(Exception):
    """The body went past the limit while it was read."""


class BoundedBodies:
    """Refuses requests whose body is larger than `most` bytes, whether they say so or not."""

    def __init__(self, application: Application, most: int) -> None:
        self._application, self._most = application, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _said_length(scope) > self._most:
            await _refuse(send)
            return
        read, answered = 0, False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self._application(scope, counted, noted)
        except TooLarge:
            if not answered:
                await _refuse(send)


def _said_length(scope: Scope) -> int:
    for name, value in scope.get("headers", ()):
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(send: Send) -> None:
    text = "文件过大 / The upload is too large".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
