"""Talks to an agent with OpenAI's own client. Arguments: the base URL. Prints what it saw as one JSON object."""

import json
import sys

import openai

requests = []
client = openai.OpenAI(
    base_url=sys.argv[1],
    api_key="none",
    timeout=60,
    http_client=openai.DefaultHttpxClient(event_hooks={"request": [lambda request: requests.append(request.url.path)]}),
)
saw = {}


def failure(call):
    """What the client makes of an error, and how often it asked."""
    before = len(requests)
    try:
        call()
    except openai.APIStatusError as error:
        return {
            "class": type(error).__name__,
            "status": error.status_code,
            "type": error.type,
            "param": error.param,
            "code": error.code,
            "message": error.message,
            "requests": len(requests) - before,
        }
    raise AssertionError("no error was raised")


def ask(content, **more):
    return client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": content}], **more)


saw["models"] = [model.id for model in client.models.list()]
saw["model"] = client.models.retrieve(saw["models"][0]).id
saw["unknownModel"] = failure(lambda: client.models.retrieve("no-such-model"))

raw = client.chat.completions.with_raw_response.create(
    model="gpt-4o",
    temperature=0.2,
    messages=[
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "My name is Ada."},
        {"role": "assistant", "content": "Hello Ada."},
        {"role": "user", "content": [{"type": "text", "text": "What is my name?"}]},
    ],
)
completion = raw.parse()
saw["ignored"] = raw.headers["x-vivarium-ignored"]
saw["completion"] = completion.model_dump()
saw["alone"] = ask("What is my name?").model_dump()

chunks = list(ask("Hello", stream=True, stream_options={"include_usage": True}))
saw["chunks"] = [chunk.model_dump() for chunk in chunks]

saw["withoutUsage"] = [chunk.model_dump() for chunk in ask("Hello", stream=True)]

saw["twoAnswers"] = failure(lambda: ask("Hello", n=2))
saw["json"] = failure(lambda: ask("Hello", response_format={"type": "json_object"}))
saw["blank"] = failure(lambda: ask("   "))
saw["tooLarge"] = failure(lambda: ask("a" * 10_000_000))
saw["toolResult"] = failure(
    lambda: client.chat.completions.create(
        model="gpt-4o",
        messages=[{"role": "user", "content": "x"}, {"role": "tool", "tool_call_id": "1", "content": "y"}],
    )
)
json.dump(saw, sys.stdout)
