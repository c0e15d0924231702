"""Calls a tool with the client of the MCP SDK. Arguments: the URL, the tool and its arguments as JSON. Prints the tools and the result as one JSON object."""

import asyncio
import json
import sys

from mcp import Client


async def call(url, tool, arguments):
    async with Client(url, mode="auto", read_timeout_seconds=60) as client:
        tools = sorted(tool.name for tool in (await client.list_tools()).tools)
        result = await client.call_tool(tool, arguments)
        return {"tools": tools, "failed": bool(result.is_error), "result": result.content[0].text}


print(json.dumps(asyncio.run(call(sys.argv[1], sys.argv[2], json.loads(sys.argv[3])))))
