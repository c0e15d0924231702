"""A server made with the MCP SDK. Arguments: stdio, or streamable-http and a port, and json for answers without a stream."""

import asyncio
import os
import sys

from mcp.server import MCPServer
from mcp.server.mcpserver import Context

server = MCPServer("testing", version="1.0")


@server.tool()
def add(a: int, b: int) -> int:
    """Adds two numbers."""
    return a + b


@server.tool()
def fail() -> str:
    """Fails."""
    raise ValueError("it is meant to fail")


@server.tool()
async def count(to: int, ctx: Context) -> int:
    """Tells of its progress."""
    for number in range(1, to + 1):
        await ctx.report_progress(number, to)
    return to


@server.tool()
def process() -> int:
    """Tells which process this is."""
    print("asked for the process", file=sys.stderr, flush=True)
    return os.getpid()


@server.tool()
def die() -> str:
    """Ends the process without an answer."""
    os._exit(3)


@server.tool()
async def never() -> str:
    """Never answers."""
    await asyncio.Event().wait()
    return "never"


@server.prompt()
def greeting(name: str) -> str:
    """Greets."""
    return f"Say hello to {name}."


if sys.argv[1] == "stdio":
    server.run("stdio")
else:
    server.run("streamable-http", host="127.0.0.1", port=int(sys.argv[2]), json_response="json" in sys.argv[3:])
