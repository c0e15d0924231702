"""Talks to an MCP server with the client of the MCP SDK. Arguments: the URL and the mode, auto or legacy. Prints what it saw as one JSON object."""

import asyncio
import json
import sys

from mcp import Client, MCPError


async def talk(url, mode):
    saw = {"progress": []}

    async def progress(value, total, message):
        saw["progress"].append(value)

    async with Client(url, mode=mode, read_timeout_seconds=60) as client:
        saw["version"] = client.protocol_version
        saw["server"] = client.server_info.name
        saw["tools"] = sorted(tool.name for tool in (await client.list_tools()).tools)
        sums = await asyncio.gather(*(client.call_tool("add", {"a": number, "b": 1}) for number in range(10)))
        saw["sums"] = [json.loads(result.content[0].text) for result in sums]
        saw["count"] = json.loads((await client.call_tool("count", {"to": 5}, progress_callback=progress)).content[0].text)
        saw["failed"] = (await client.call_tool("fail", {})).is_error
        saw["processes"] = [(await client.call_tool("process", {})).content[0].text for _ in range(2)]
        saw["prompt"] = (await client.get_prompt("greeting", {"name": "Ada"})).messages[0].content.text
        try:
            unknown = await client.call_tool("no-such-tool", {})
            saw["unknown"] = "tool error" if unknown.is_error else "success"
        except MCPError as error:
            saw["unknown"] = error.code
    return saw


print(json.dumps(asyncio.run(talk(sys.argv[1], sys.argv[2]))))
