import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { collect, withoutData } from '../src/collect';
import type { Dashboard } from '../src/dashboard';
import { Prometheus } from '../src/prometheus';

const AT = { x: 0, y: 0, w: 12, h: 9 };
const DASHBOARD: Dashboard = {
  title: 'Agents',
  templating: { list: [{ name: 'agent', type: 'query', multi: true, includeAll: true, allValue: '.*', query: '' }] },
  panels: [
    { id: 1, type: 'row', title: 'Now', gridPos: { ...AT, h: 1 } },
    { id: 2, type: 'timeseries', title: 'Turns', gridPos: AT, targets: [{ refId: 'A', expr: 'rate(turns{a=~"$agent"}[$__rate_interval])' }] },
    { id: 3, type: 'stat', title: 'Nothing', gridPos: AT, targets: [{ refId: 'A', expr: 'none', instant: true }] },
  ],
};
const WINDOW = { from: 1_000_000, to: 1_900_000 };

/** Serves an answer for each path and keeps the forms that came. */
async function prometheus<T>(answers: Record<string, object>, use: (client: Prometheus, forms: URLSearchParams[]) => Promise<T>): Promise<T> {
  const forms: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    forms.push(request.method === 'POST' ? new URLSearchParams(await body(request)) : url.searchParams);
    const answer = answers[url.pathname.replace('/api/v1/', '')];
    response.writeHead(answer ? 200 : 400).end(JSON.stringify(answer ?? { status: 'error', error: 'parse error' }));
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  try {
    return await use(new Prometheus(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), forms);
  } finally {
    server.close();
  }
}

async function body(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) {
    text += part;
  }
  return text;
}

const CONFIG = { status: 'success', data: { yaml: 'global:\n  evaluation_interval: 1m\n  scrape_interval: 5s\n  scrape_timeout: 5s\n' } };

describe('a dashboard with its data', () => {
  test('has asked each query with its variables replaced, and says which panels are empty', async () => {
    const answers = {
      'status/config': CONFIG,
      query_range: { status: 'success', data: { resultType: 'matrix', result: [{ metric: { a: 'ada' }, values: [[1000, '2']] }] } },
      query: { status: 'success', data: { resultType: 'vector', result: [] } },
    };
    await prometheus(answers, async (client, forms) => {
      const drawing = await collect(DASHBOARD, client, WINDOW, new Map());
      assert.equal(forms[1].get('query'), 'rate(turns{a=~".*"}[20s])');
      assert.equal(forms[1].get('step'), '5');
      assert.equal(forms[2].get('time'), '1900');
      assert.deepEqual(drawing.choices, [{ label: 'agent', text: 'All' }]);
      assert.deepEqual(withoutData(drawing), ['Nothing']);
    });
  });

  test('fails with the panel, the query and the words of Prometheus', async () => {
    await prometheus({ 'status/config': CONFIG }, async (client) => {
      await assert.rejects(collect(DASHBOARD, client, WINDOW, new Map()), /panel "Turns", query A: Prometheus refused: parse error/);
    });
  });
});

test('a Prometheus that is not there is told from one that refuses', async () => {
  const gone = await prometheus({}, async (client) => client);
  await assert.rejects(gone.scrapeInterval(), /Prometheus does not answer at http/);
});
