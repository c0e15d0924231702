"""Asks an agent a question with OpenAI's own client, streamed. Arguments: the base URL and the question. Prints the answer and what it used as one JSON object."""

import json
import sys

import openai

client = openai.OpenAI(base_url=sys.argv[1], api_key="none", timeout=60, max_retries=0)
answer = []
tokens = None
for chunk in client.chat.completions.create(
    model=client.models.list().data[0].id,
    messages=[{"role": "user", "content": sys.argv[2]}],
    stream=True,
    stream_options={"include_usage": True},
):
    answer += [choice.delta.content or "" for choice in chunk.choices]
    tokens = chunk.usage.total_tokens if chunk.usage else tokens
print(json.dumps({"answer": "".join(answer), "tokens": tokens}))
